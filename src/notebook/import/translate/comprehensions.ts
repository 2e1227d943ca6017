import { binding, type Code, call, code, method, within } from "../code.js";
import { dictOf, itemOf, type Kind, listOf, simple } from "../kinds.js";
import type { Clause, Comprehension, Expression } from "../python/ast.js";
import { iterable } from "./iterables.js";
import { bindPattern } from "./patterns.js";
import type { Translator } from "./translator.js";
import { testOf } from "./truth.js";

/** An arrow function of one parameter, in a scope where the parameter's names are known. */
export function arrow(
  t: Translator,
  target: Expression,
  item: Kind,
  body: () => Code,
): { text: string; isAsync: boolean; kind: Kind; isSame: boolean } {
  return t.inScope("block", () =>
    t.inFrame(false, (frame) => {
      const pattern = bindPattern(t, target, item);
      const value = body();
      const isSimple = target.type === "name";
      const head = isSimple ? `(${pattern})` : `(${pattern})`;
      return {
        text: `${frame.isAsync ? "async " : ""}${head} => ${arrowBody(value)}`,
        isAsync: frame.isAsync,
        kind: value.kind,
        isSame: isSimple && value.text === pattern,
      };
    }),
  );
}

/** What stands after an arrow: an object needs parentheses. */
export function arrowBody(value: Code): string {
  const text = within(value, binding.assignment);
  return text.startsWith("{") ? `(${text})` : text;
}

/** A comprehension as calls of `filter` and `map`. */
export function translateComprehension(t: Translator, node: Comprehension): Code {
  if (node.kind === "set") t.fail("sets have no counterpart here", node);
  const list = clauses(t, node, node.clauses);
  if (node.kind === "dict") {
    const item = list.kind.type === "list" ? list.kind.item : undefined;
    const value = item?.type === "list" ? item.items?.[1] : undefined;
    return call("Object.fromEntries", [list.text], dictOf(value ?? simple("cell")));
  }
  return list;
}

function clauses(t: Translator, node: Comprehension, [first, ...others]: readonly Clause[]): Code {
  const { target, source, conditions } = first!;
  let list = iterable(t, source).array;
  const item = itemOf(list.kind) ?? t.fail(`it is not known what \`${t.python(source)}\` holds`, source);
  for (const condition of conditions) {
    const test = arrow(t, target, item, () => testOf(t, condition));
    if (test.isAsync) t.fail("a condition has to be waited for", condition);
    list = method(list, "filter", [test.text], list.kind);
  }
  const made = arrow(t, target, item, () =>
    others.length > 0 ? clauses(t, node, others) : element(t, node),
  );
  const kind = others.length > 0 ? made.kind : listOf(made.kind);
  if (made.isSame && others.length === 0) return { ...list, kind };
  if (made.isAsync) {
    const waited = t.awaited(call(t.helper("mapInTurn"), [list.text, made.text], kind));
    return others.length > 0 ? method(waited, "flat", [], kind) : waited;
  }
  return method(list, others.length > 0 ? "flatMap" : "map", [made.text], kind);
}

function element(t: Translator, { key, element: value }: Comprehension): Code {
  const made = t.expression(value);
  if (!key) return made;
  const name = t.expression(key);
  return code(
    `[${within(name, binding.assignment)}, ${within(made, binding.assignment)}]`,
    { type: "list", item: made.kind, items: [name.kind, made.kind] },
    binding.primary,
  );
}
