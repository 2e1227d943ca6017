import { binding, code, method } from "../code.js";
import { type Kind, listOf, simple } from "../kinds.js";
import { CallArguments } from "../translate/arguments.js";
import { iterable } from "../translate/iterables.js";
import type { MethodCall, Recognisers } from "./tables.js";

const text = simple("text");
const number = simple("number");
const boolean = simple("boolean");

/** A method with the same meaning under a name of JavaScript, with so many arguments at most. */
const renamed =
  (name: string, most: number, kind: Kind): MethodCall =>
  (t, object, node) => {
    const args = new CallArguments(t, node, name);
    const values = Array.from(
      { length: Math.min(most, args.positional) },
      (_, index) => args.require("", index).text,
    );
    args.finish();
    return method(object, name, values, kind);
  };

/** `split()` at white space leaves no empty parts. */
const split: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "split");
  const separator = args.code("sep", 0);
  args.finish();
  if (separator && separator.kind.type !== "none")
    return method(object, "split", [separator.text], listOf(text));
  return code(`${method(object, "split", ["/\\s+/"]).text}.filter((word) => word !== "")`, listOf(text));
};

/** Without arguments; of certain letters there is nothing. */
const trimmed =
  (name: string): MethodCall =>
  (t, object, node) => {
    new CallArguments(t, node, "strip").finish();
    return method(object, name, [], text);
  };

const join: MethodCall = (t, object, node) => {
  const source = node.args[0]?.value;
  if (!source || node.args.length > 1) return t.fail("`join` has one argument", node);
  return method(iterable(t, source).array, "join", [object.text], text);
};

const count: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "count");
  const part = args.require("sub", 0);
  args.finish();
  return code(`${method(object, "split", [part.text]).text}.length - 1`, number, binding.sum);
};

/** `"…{}…{name}…".format(…)` of a text that is written out. */
const format: MethodCall = (t, object, node) => {
  const { callee } = node;
  const source = callee.type === "attribute" && callee.value.type === "text" ? callee.value.value : undefined;
  if (source === undefined) return t.fail("a format that is computed has no counterpart here", node);
  void object;
  let next = 0;
  const values = new Map(
    node.args.map((argument, index) => [argument.name ?? String(index), argument.value]),
  );
  let made = "";
  for (let at = 0; at < source.length; at++) {
    const letter = source[at]!;
    if ((letter === "{" || letter === "}") && source[at + 1] === letter) {
      made += letter;
      at++;
    } else if (letter === "{") {
      const end = source.indexOf("}", at);
      const name = source.slice(at + 1, end);
      const value = values.get(name === "" ? String(next++) : name);
      if (end < 0 || !value) return t.fail(`the format \`{${name}}\` has no counterpart here`, node);
      made += `\${${t.expression(value).text}}`;
      at = end;
    } else
      made +=
        letter === "`" || letter === "\\" || letter === "$"
          ? `\\${letter}`
          : letter === "\n"
            ? "\\n"
            : letter;
  }
  return code(`\`${made}\``, text, binding.primary);
};

const methods: Record<string, MethodCall> = {
  split,
  join,
  count,
  format,
  strip: trimmed("trim"),
  lstrip: trimmed("trimStart"),
  rstrip: trimmed("trimEnd"),
  lower: renamed("toLowerCase", 0, text),
  upper: renamed("toUpperCase", 0, text),
  replace: renamed("replaceAll", 2, text),
  startswith: renamed("startsWith", 1, boolean),
  endswith: renamed("endsWith", 1, boolean),
  find: renamed("indexOf", 1, number),
  ljust: renamed("padEnd", 2, text),
  rjust: renamed("padStart", 2, text),
  splitlines: (t, object, node) => {
    new CallArguments(t, node, "splitlines").finish();
    return method(object, "split", ["/\\r?\\n/"], listOf(text));
  },
};

export const texts: Recognisers = { methods: { text: methods, cell: methods } };
