import type { Code } from "./code.js";
import type { Kind } from "./kinds.js";
import { isIdentifier } from "./names.js";
import type { FunctionDefinition, Span } from "./python/ast.js";
import type { Frame, Translator } from "./translate/translator.js";

/**
 * Mistakes that people make in such notebooks, and that can be seen without running them. They are translated as
 * they are; the training doctor finds them, and more, when the notebook runs.
 */

/** Labels that were filled with pad tokens. */
export function noteLabelsSet(t: Translator, isPadded: boolean, at: Span): void {
  if (!isPadded) return;
  t.remark(
    "mistake",
    "The labels hold pad tokens, which count in the loss: leave `padding` out where they are made, and the collator fills them with -100.",
    at,
  );
}

/** A function of rows that fills token ids to one length and gives no mask. */
export function noteFunction(t: Translator, node: FunctionDefinition, { paddedIds, hasMask }: Frame): void {
  if (!paddedIds || hasMask) return;
  t.remark(
    "mistake",
    `\`${node.name}\` fills token ids to one length and gives no attention mask, so the model reads the filling as text: give \`attentionMask\` too, or leave \`padding\` out.`,
    paddedIds,
  );
}

/** Rows without labels that a trainer is given. */
export function noteLabels(t: Translator, kind: Kind | undefined, at: Span): void {
  if (kind?.type !== "dataset" || !kind.tokens || kind.labels !== false) return;
  t.remark(
    "mistake",
    "The training rows have token ids and no labels, so there is nothing to learn and `train()` says so: tokenize the summaries too, as `labels`.",
    at,
  );
}

const originOf = ({ kind }: Code) => (kind.type === "model" ? kind.origin : undefined);

/** A training or an adapter changes a model in place. */
export function noteChange(t: Translator, model: Code, by: "training" | "adapter"): void {
  const origin = originOf(model);
  if (origin === undefined) return;
  const before = t.changedModels.get(origin);
  if (!before) t.changedModels.set(origin, { by, names: new Set() });
}

/** A changed model that generates under a name that says it is another one. */
export function noteGeneration(t: Translator, model: Code, at: Span): void {
  for (const frame of t.frames) frame.generates = true;
  // What a function calls its model says nothing; who calls the function does.
  if (t.frames.some(({ isFunction }) => isFunction)) return;
  const origin = originOf(model);
  const changed = origin === undefined ? undefined : t.changedModels.get(origin);
  if (!changed || !isIdentifier(model.text)) return;
  const { by, names } = changed;
  const right = "load it a second time with `fromPretrained` to compare with the model as it was";
  const isBase = model.kind.type === "model" && !model.kind.isPeft;
  if (by === "adapter" && isBase)
    t.remarkOnce("mistake", `\`${model.text}\` carries the adapter that was put into it: ${right}.`, at);
  const [other] = names;
  if (by === "training" && other !== undefined && !names.has(model.text))
    t.remarkOnce(
      "mistake",
      `\`${other}\` and \`${model.text}\` are the same weights, which the training has changed in place: ${right}.`,
      at,
    );
  names.add(model.text);
}
