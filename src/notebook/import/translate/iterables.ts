import { binding, type Code, call, code, method, within } from "../code.js";
import { itemOf, type Kind, listOf, simple } from "../kinds.js";
import type { Call, Expression } from "../python/ast.js";
import { CallArguments } from "./arguments.js";
import type { Translator } from "./translator.js";

/** A value to go through: as an array, and as what a loop takes, which may make less of it. */
export interface Iterable {
  array: Code;
  loop: Code;
}

const pair = (first: Kind, second: Kind): Kind => ({ type: "list", item: second, items: [first, second] });

/** What a loop or a comprehension goes through. */
export function iterable(t: Translator, node: Expression): Iterable {
  if (node.type === "call") {
    const path = callPath(t, node);
    const special = path === undefined ? undefined : specials[path];
    if (special) return special(t, node);
  }
  return fromValue(t, t.expression(node), node);
}

/** Both forms of a value that is translated already. */
export function fromValue(t: Translator, value: Code, node: Expression): Iterable {
  const { kind } = value;
  const alone = (array: Code): Iterable => ({ array, loop: array });
  switch (kind.type) {
    case "list": {
      if (!kind.isIterator) return alone(value);
      const array = code(`[...${value.text}]`, listOf(kind.item), binding.primary);
      return { array, loop: value };
    }
    case "dataset":
      return { array: method(value, "rows", [], listOf(itemOf(kind)!)), loop: value };
    case "cell":
      return alone(value);
    case "text":
      return { array: code(`[...${value.text}]`, listOf(simple("text")), binding.primary), loop: value };
    case "dict":
      return alone(call("Object.keys", [value.text], listOf(simple("text"))));
    case "datasets":
      return alone(code(`[...${value.text}.splits.keys()]`, listOf(simple("text")), binding.primary));
    default:
      return t.fail(`it is not known what \`${t.python(node)}\` holds`, node);
  }
}

type Special = (t: Translator, node: Call) => Iterable;

const enumerate: Special = (t, node) => {
  const args = new CallArguments(t, node, "enumerate");
  const source = args.take("iterable", 0) ?? t.fail("`enumerate` has nothing to count", node);
  const start = args.code("start", 1);
  args.finish();
  const { array } = iterable(t, source);
  const item = itemOf(array.kind) ?? t.fail(`it is not known what \`${t.python(source)}\` holds`, source);
  const kind = listOf(pair(simple("number"), item));
  if (start && start.text !== "0") {
    const counted = method(
      array,
      "map",
      [`(item, index): [number, any] => [index + ${within(start, binding.sum)}, item]`],
      kind,
    );
    return { array: counted, loop: counted };
  }
  const entries = method(array, "entries", [], kind);
  return { array: code(`[...${entries.text}]`, kind, binding.primary), loop: entries };
};

const zip: Special = (t, node) => {
  const arrays = node.args.map(({ value, name, star }) => {
    if (name !== undefined || star) t.fail("`zip` is called in a way that has no counterpart here", node);
    return iterable(t, value).array;
  });
  const items = arrays.map(({ kind }) => itemOf(kind) ?? simple("cell"));
  const texts = arrays.map(({ text }) => text);
  const item: Kind = { type: "list", item: items[0] ?? simple("cell"), items };
  const zipped = call(t.helper("zip"), texts, listOf(item));
  return { array: zipped, loop: zipped };
};

/** A bar around what a loop goes through; a comprehension has no place for one. */
const tqdm: Special = (t, node) => {
  const args = new CallArguments(t, node, "tqdm");
  const source = args.take("iterable", 0) ?? t.fail("`tqdm` has nothing to go through", node);
  const label = args.code("desc", 1);
  args.skip("total", "leave", "position", "ncols", "unit", "disable", "dynamic_ncols");
  args.finish();
  const { array, loop } = iterable(t, source);
  const options = label ? [`{ label: ${label.text} }`] : [];
  // An iterator has no length that a bar could show.
  const counted = loop.text.endsWith(".entries()") ? array : loop;
  return { array, loop: call(t.use("progress"), [counted.text, ...options], counted.kind) };
};

const specials: Record<string, Special> = {
  enumerate,
  zip,
  "tqdm.tqdm": tqdm,
  "tqdm.auto.tqdm": tqdm,
  "tqdm.notebook.tqdm": tqdm,
};

/** The full name of what is called, where it is importable or Python's own. */
export function callPath(t: Translator, { callee }: Call): string | undefined {
  if (callee.type === "name" && !t.find(callee.name)) return callee.name;
  if (callee.type !== "name" && callee.type !== "attribute") return undefined;
  const path = symbolPath(t, callee);
  return path;
}

/** `transformers.AutoTokenizer` of a name or of names with dots, where it begins with an import. */
export function symbolPath(t: Translator, node: Expression): string | undefined {
  if (node.type === "name") {
    const kind = t.find(node.name)?.kind;
    return kind?.type === "symbol" ? kind.path : undefined;
  }
  if (node.type !== "attribute") return undefined;
  const before = symbolPath(t, node.value);
  return before === undefined ? undefined : `${before}.${node.name}`;
}
