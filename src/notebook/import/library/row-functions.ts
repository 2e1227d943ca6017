import { binding, type Code, code } from "../code.js";
import { type Kind, unknown } from "../kinds.js";
import type { Expression } from "../python/ast.js";
import { translateLambda } from "../translate/functions.js";
import type { Translator } from "../translate/translator.js";

/** A function that is handed on, with what it gives and whether that must be waited for. */
export interface HandedFunction {
  text: string;
  isAsync: boolean;
  result: Kind;
}

/** A lambda, or the name of a function of the notebook, that is called with these kinds of values. */
export function rowFunction(t: Translator, node: Expression, kinds: readonly Kind[]): HandedFunction {
  if (node.type === "lambda") {
    const made: Code = translateLambda(t, node, kinds);
    return { text: made.text, isAsync: made.text.startsWith("async "), result: made.kind };
  }
  const found = node.type === "name" ? t.find(node.name) : undefined;
  if (found?.kind.type !== "function") return t.fail(`it is not known what \`${t.python(node)}\` does`, node);
  kinds.forEach((kind, position) => {
    t.learned.noteArgument((found.kind as { id: string }).id, position, kind);
  });
  if (found.missing !== undefined) t.fail(found.missing, node);
  const { isAsync, result } = t.known.function(found.kind.id);
  return { text: code(found.name, unknown, binding.primary).text, isAsync, result };
}
