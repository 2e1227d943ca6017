import { binding, within } from "../code.js";
import { simple } from "../kinds.js";
import type { Statement } from "../python/ast.js";
import { LeftOut, type Translated } from "./statements.js";
import type { Translator } from "./translator.js";
import { testOf } from "./truth.js";

type Node<T extends Statement["type"]> = Extract<Statement, { type: T }>;

/** A value on a line of its own: the last one of a cell is shown. */
export function translateExpressionStatement(t: Translator, { value }: Node<"expression">): Translated {
  // A text alone is what documents a function.
  if (value.type === "text")
    return value.value
      .trim()
      .split("\n")
      .map((line) => `// ${line.trim()}`.trimEnd())
      .join("\n");
  if (value.type === "ellipsis") return "";
  const made = t.expression(value);
  if (made.dropped !== undefined) return new LeftOut(made.dropped);
  // An object at the start of a line would be a block.
  return made.text.startsWith("{") ? `(${made.text});` : `${made.text};`;
}

export function translateReturn(t: Translator, { value }: Node<"return">): Translated {
  if (!value) {
    t.frame.returned.push(simple("none"));
    return "return;";
  }
  const made = t.expression(value);
  t.frame.returned.push(made.kind);
  return `return ${within(made, binding.assignment)};`;
}

export function translateRaise(t: Translator, { value }: Node<"raise">): Translated {
  if (value?.type !== "call" || value.args.length !== 1)
    return t.fail("this `raise` has no counterpart here", value);
  return `throw new Error(${t.expression(value.args[0]!.value).text});`;
}

export function translateAssert(t: Translator, { test, message }: Node<"assert">): Translated {
  const made = testOf(t, test);
  const text = message ? t.expression(message).text : JSON.stringify(t.python(test));
  return `if (!${within(made, binding.unary)}) throw new Error(${text});`;
}

/** Memory is given back by scopes and by `free`. */
export function translateDelete(t: Translator, { targets }: Node<"delete">): Translated {
  for (const target of targets)
    if (target.type !== "name") t.fail(`\`del ${t.python(target)}\` has no counterpart here`, target);
  return new LeftOut("variables are not deleted; `model.free()` gives a model's memory back");
}
