import { type Code, member, method, objectOf, type Property } from "../code.js";
import { listOf, simple } from "../kinds.js";
import { noteGeneration } from "../mistakes.js";
import type { Argument, Call } from "../python/ast.js";
import { CallArguments, optionsText } from "../translate/arguments.js";
import type { Translator } from "../translate/translator.js";
import { generationOptions } from "./option-names.js";

/** Options of `generate` with their names here. */
export const knownOptions = Object.fromEntries(generationOptions.map((name) => [name, true as const]));

/**
 * `model.generate(…)`. Sources are rows of token ids of their own length: what was filled up is taken off again,
 * which is what a mask says, and what Transformers assumes of pad tokens without one.
 */
export function generate(t: Translator, model: Code, node: Call): Code {
  const args = new CallArguments(t, node, "generate");
  const spread = node.args.find((argument) => argument.star === "**" && isEncoding(t, argument));
  const isFirst = spread && !args.has("input_ids", 0) && !args.has("inputs");
  const ids = isFirst
    ? member(t.expression(spread.value), "inputIds", idsKind(t, spread))
    : (args.code("input_ids", 0) ?? args.code("inputs") ?? t.fail("`generate` has no token ids here", node));
  if (isFirst) takeSpread(args, spread);
  args.skip("attention_mask", "use_cache", "return_dict_in_generate", "output_scores", "synced_gpus");
  if (
    node.args.some(
      ({ name, value }) => name === "return_dict_in_generate" && value.type === "constant" && value.value,
    )
  )
    t.fail("`return_dict_in_generate` has no counterpart here; `generateSequences` gives scores", node);
  if (ids.kind.type !== "list") t.fail("it is not known what `generate` is given", node);
  const isPadded = ids.kind.type === "list" && ids.kind.isPadded;
  const sources = isPadded
    ? `${objectOf(ids)}.map((ids) => ids.filter((id) => id !== ${objectOf(model)}.padTokenId))`
    : ids.text;
  const properties: Property[] = args.properties({ ...knownOptions, generation_config: true });
  const options = optionsText(properties);
  noteGeneration(t, model, node);
  return t.awaited(method(model, "generate", [sources, ...options], listOf(listOf(simple("number")))));
}

const isEncoding = (t: Translator, { value }: Argument) => t.expression(value).kind.type === "encoding";

function idsKind(t: Translator, { value }: Argument) {
  const { kind } = t.expression(value);
  const isPadded = kind.type === "encoding" && kind.isPadded;
  return { ...listOf(listOf(simple("number"))), ...(isPadded ? { isPadded } : {}) };
}

/** The encoding is the sources; what else is in the call are options. */
function takeSpread(args: CallArguments, spread: Argument): void {
  args.remove(spread);
}
