import {
  binding,
  type Code,
  call,
  code,
  member,
  method,
  objectLiteral,
  objectOf,
  type Property,
  within,
} from "../code.js";
import { dictOf, itemOf, listOf, simple } from "../kinds.js";
import type { Call } from "../python/ast.js";
import { CallArguments, literalOf } from "../translate/arguments.js";
import { shapeOf } from "../translate/format-text.js";
import { translateLambda } from "../translate/functions.js";
import { iterable } from "../translate/iterables.js";
import type { Translator } from "../translate/translator.js";
import { isInstance } from "../translate/truth.js";
import { round } from "./numbers.js";
import type { Recognisers, SymbolCall } from "./tables.js";

const number = simple("number");
const text = simple("text");

/** `print(…)`, as Python prints; without a line end it is written as it stands. */
function print(t: Translator, node: Call): Code {
  const args = new CallArguments(t, node, "print");
  const end = args.code("end");
  const separator = args.literal("sep");
  if (separator === undefined && args.has("sep")) t.fail("what stands between the values is computed", node);
  args.skip("sep", "flush");
  const nodes = node.args.filter(({ name, star }) => name === undefined && !star);
  const values = nodes.map(({ value }, index) => {
    args.take("", index);
    const shape = shapeOf(t, value);
    return shape ? code(`\`${shape}\``, text, binding.primary) : t.expression(value);
  });
  args.finish();
  const none = simple("none");
  const texts = values.map((value) => within(value, binding.assignment));
  const isPlain = separator === undefined || separator === " " || texts.length < 2;
  if (!end && isPlain) return call(t.use("print"), texts, none);
  const joined =
    texts.length === 1
      ? textOf(values[0]!)
      : `[${texts.join(", ")}].join(${JSON.stringify(separator ?? " ")})`;
  if (!end) return call(t.use("print"), [joined], none);
  const tail = end.text === '""' ? "" : ` + ${within(end, binding.sum)}`;
  return call("process.stdout.write", [`${joined}${tail}`], none);
}

const textOf = (value: Code) => (value.kind.type === "text" ? value.text : `String(${value.text})`);

function length(t: Translator, node: Call): Code {
  const args = new CallArguments(t, node, "len");
  const value = args.require("obj", 0);
  args.finish();
  switch (value.kind.type) {
    case "dict":
      return code(`Object.keys(${value.text}).length`, number);
    case "list":
    case "text":
    case "cell":
    case "dataset":
    case "rows":
    case "tokenizer":
      return member(value, "length", number);
    case "datasets":
      return code(`${objectOf(value)}.splits.size`, number);
    default:
      return t.fail(`it is not known how long \`${t.python(node.args[0]!)}\` is`, node);
  }
}

function range(t: Translator, node: Call): Code {
  const args = new CallArguments(t, node, "range");
  const bounds = [0, 1].map((index) => args.code("", index)).filter((bound) => bound !== undefined);
  const step = args.take("", 2);
  args.finish();
  const first = bounds.length === 2 && bounds[0]!.text === "0" ? bounds.slice(1) : bounds;
  const list = call(
    t.use("range"),
    first.map((bound) => bound.text),
    listOf(number),
  );
  if (!step) return list;
  const size = literalOf(step);
  if (typeof size !== "number" || size < 1)
    return t.fail("a range that goes down has no counterpart here", step);
  return method(list, "filter", [`(_, index) => index % ${size} === 0`], listOf(number));
}

/** `int`, `float`, `str`, `bool` and the like. */
const conversions: Record<string, (value: Code) => Code | undefined> = {
  str: (value) => (value.kind.type === "text" ? value : call("String", [value.text], text)),
  int: (value) => {
    if (value.kind.type === "text") return call("Number.parseInt", [value.text, "10"], number);
    return call("Math.trunc", [value.text], number);
  },
  float: (value) => (value.kind.type === "number" ? value : call("Number", [value.text], number)),
  abs: (value) => call("Math.abs", [value.text], number),
};

const convert: SymbolCall = (t, node, path) => {
  const args = new CallArguments(t, node, path);
  const value = args.require("object", 0);
  args.finish();
  if (!["text", "number", "boolean", "cell", "device"].includes(value.kind.type))
    t.fail(`\`${path}\` of what stands there has no counterpart here`, node);
  return conversions[path]!(value) ?? value;
};

const sum: SymbolCall = (t, node) => {
  const args = new CallArguments(t, node, "sum");
  const source = args.take("iterable", 0) ?? t.fail("a sum of nothing has no counterpart here", node);
  const start = args.code("start", 1);
  args.finish();
  const list = iterable(t, source).array;
  const item = itemOf(list.kind);
  if (item?.type === "boolean") {
    return member(method(list, "filter", ["Boolean"]), "length", number);
  }
  if (item?.type !== "number" && item?.type !== "cell")
    t.fail("a sum of what stands there has no counterpart here", node);
  return method(list, "reduce", ["(total, value) => total + value", start?.text ?? "0"], number);
};

const extreme =
  (name: "max" | "min"): SymbolCall =>
  (t, node) => {
    const args = new CallArguments(t, node, name);
    const isMany = args.positional > 1;
    const values = isMany
      ? Array.from({ length: args.positional }, (_, index) => args.require("", index))
      : [iterable(t, args.take("iterable", 0) ?? t.fail(`\`${name}\` of nothing`, node)).array];
    args.finish();
    const kinds = isMany ? values.map(({ kind }) => kind) : [itemOf(values[0]!.kind)];
    if (!kinds.every((kind) => kind?.type === "number" || kind?.type === "cell"))
      t.fail(`\`${name}\` of what stands there has no counterpart here`, node);
    return call(
      `Math.${name}`,
      isMany ? values.map((value) => value.text) : [`...${within(values[0]!, binding.assignment)}`],
      number,
    );
  };

const quantifier =
  (name: "some" | "every"): SymbolCall =>
  (t, node) => {
    const source = node.args[0]?.value ?? t.fail("nothing is asked for", node);
    return method(iterable(t, source).array, name, ["Boolean"], simple("boolean"));
  };

/** `sorted(values, key=…, reverse=…)`. */
const sorted: SymbolCall = (t, node) => {
  const args = new CallArguments(t, node, "sorted");
  const list = iterable(t, args.take("iterable", 0) ?? t.fail("nothing is sorted", node)).array;
  const key = args.take("key");
  const isReversed = args.literal("reverse") === true;
  args.skip("reverse");
  args.finish();
  const item = itemOf(list.kind) ?? simple("cell");
  const made = key?.type === "lambda" ? translateLambda(t, key, [item]) : undefined;
  if (key && (!made || made.text.startsWith("async")))
    t.fail("this way of sorting has no counterpart here", key);
  const wanted = made ? made.kind : item;
  if (wanted.type !== "number" && wanted.type !== "text" && wanted.type !== "cell")
    t.fail("sorting of what stands there has no counterpart here", node);
  const helper = t.helper("sorted");
  const options = [
    ...(made ? [made.text] : isReversed ? ["undefined"] : []),
    ...(isReversed ? ["true"] : []),
  ];
  return call(
    helper,
    [list.text, ...options],
    list.kind.type === "list" ? listOf(list.kind.item) : list.kind,
  );
};

const asList: SymbolCall = (t, node) => {
  const source = node.args[0]?.value;
  if (!source) return code("[]", listOf({ type: "never" }), binding.primary);
  const { array } = iterable(t, source);
  // A new list where the old one has a name, since either may be changed later.
  const isNamed = source.type === "name";
  return isNamed && array.kind.type === "list"
    ? code(`[...${array.text}]`, array.kind, binding.primary)
    : array;
};

const asDict: SymbolCall = (t, node) => {
  const args = new CallArguments(t, node, "dict");
  if (args.positional === 0) {
    const properties = args
      .rest()
      .map(({ name, value }): Property => ({ key: name ?? "", value: t.expression(value) }));
    const [first] = properties;
    return objectLiteral(properties, dictOf(first ? first.value.kind : { type: "never" }));
  }
  const value = node.args[0]!.value;
  const made = t.expression(value);
  args.take("", 0);
  args.finish();
  if (made.kind.type === "dict") return code(`{ ...${made.text} }`, made.kind, binding.primary);
  const pair = itemOf(made.kind);
  if (pair?.type !== "list") return t.fail("a dictionary of what stands there has no counterpart here", node);
  return call("Object.fromEntries", [made.text], dictOf(pair.items?.[1] ?? pair.item));
};

const reversed: SymbolCall = (t, node) => {
  const list = iterable(t, node.args[0]?.value ?? t.fail("nothing is turned round", node)).array;
  return method(list, "toReversed", [], list.kind);
};

const display: SymbolCall = (t, node) => {
  const args = new CallArguments(t, node, "display");
  const value = args.require("value", 0);
  args.finish();
  return call(t.use("display"), [value.text], simple("none"));
};

export const builtins: Recognisers = {
  calls: {
    print,
    "pprint.pprint": print,
    "rich.print": print,
    len: length,
    range,
    str: convert,
    int: convert,
    float: convert,
    abs: convert,
    round: (t, node) => {
      const args = new CallArguments(t, node, "round");
      const value = args.require("number", 0);
      const digits = args.code("ndigits", 1);
      args.finish();
      if (value.kind.type !== "number" && value.kind.type !== "cell")
        t.fail("rounding of what stands there has no counterpart here", node);
      return round(value, digits?.text);
    },
    sum,
    max: extreme("max"),
    min: extreme("min"),
    any: quantifier("some"),
    all: quantifier("every"),
    sorted,
    reversed,
    list: asList,
    tuple: asList,
    dict: asDict,
    enumerate: (t, node) => iterable(t, node).array,
    zip: (t, node) => iterable(t, node).array,
    "tqdm.tqdm": (t, node) => iterable(t, node).array,
    "tqdm.auto.tqdm": (t, node) => iterable(t, node).array,
    "tqdm.notebook.tqdm": (t, node) => iterable(t, node).array,
    isinstance: (t, node) => {
      const [value, type] = node.args.map((argument) => argument.value);
      if (!value || !type) return t.fail("`isinstance` has two arguments", node);
      return isInstance(t, t.expression(value), type);
    },
    display,
    "IPython.display.display": display,
  },
};
