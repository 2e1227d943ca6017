import { binding, type Code, code, member, method, within } from "../code.js";
import { type Kind, simple } from "../kinds.js";
import type { Expression } from "../python/ast.js";
import type { Translator } from "./translator.js";

/** Kinds whose truth is the same in both languages. */
const alike = new Set<Kind["type"]>([
  "none",
  "number",
  "boolean",
  "text",
  "cell",
  "model",
  "tokenizer",
  "trainer",
  "function",
  "pipeline",
]);

/** A value as a condition. An empty list or dictionary is false in Python, and true here. */
export function testOf(t: Translator, node: Expression): Code {
  const value = t.expression(node);
  if (value.kind.type === "list" || value.kind.type === "dataset")
    return code(`${member(value, "length").text} > 0`, simple("boolean"), binding.relation);
  if (value.kind.type === "dict")
    return code(`Object.keys(${value.text}).length > 0`, simple("boolean"), binding.relation);
  if (alike.has(value.kind.type)) return value;
  return t.fail(`it is not known when \`${t.python(node)}\` is true`, node);
}

export function translateNot(t: Translator, operand: Expression): Code {
  const test = testOf(t, operand);
  return code(`!${within(test, binding.unary)}`, simple("boolean"), binding.unary);
}

/** Python types that `isinstance` asks for, and how TypeScript asks. */
const typeTests: Record<string, { kinds: readonly Kind["type"][]; test: (value: Code) => string }> = {
  str: { kinds: ["text"], test: ({ text }) => `typeof ${text} === "string"` },
  int: { kinds: ["number"], test: ({ text }) => `Number.isInteger(${text})` },
  float: { kinds: ["number"], test: ({ text }) => `typeof ${text} === "number"` },
  bool: { kinds: ["boolean"], test: ({ text }) => `typeof ${text} === "boolean"` },
  list: {
    kinds: ["list"],
    test: (value) => method({ ...value, text: "Array" }, "isArray", [value.text]).text,
  },
  dict: {
    kinds: ["dict"],
    test: ({ text }) => `Object.prototype.toString.call(${text}) === "[object Object]"`,
  },
};

/** Kinds of which `isinstance` with a type of Python itself is known without running. */
const decided = new Set<Kind["type"]>(["number", "boolean", "text", "list", "dict", "none"]);

/** What `isinstance(value, type)` is, where that is known already. */
export function decideTest(t: Translator, node: Expression): boolean | undefined {
  if (node.type === "not") {
    const inner = decideTest(t, node.operand);
    return inner === undefined ? undefined : !inner;
  }
  if (node.type !== "call" || node.callee.type !== "name" || node.callee.name !== "isinstance")
    return undefined;
  const [value, type] = node.args.map((argument) => argument.value);
  if (type?.type !== "name" || !value || !Object.hasOwn(typeTests, type.name)) return undefined;
  const { kind } = t.expression(value);
  return decided.has(kind.type) ? typeTests[type.name]!.kinds.includes(kind.type) : undefined;
}

export function isInstance(t: Translator, value: Code, type: Expression): Code {
  if (type.type === "name" && Object.hasOwn(typeTests, type.name))
    return code(typeTests[type.name]!.test(value), simple("boolean"), binding.equality);
  const symbol = t.expression(type);
  const classes: Record<string, string> = {
    "peft.PeftModel": "PeftModel",
    "peft.PeftModelForSeq2SeqLM": "PeftModel",
    "datasets.Dataset": "Dataset",
    "datasets.DatasetDict": "DatasetDict",
  };
  const path = symbol.kind.type === "symbol" ? symbol.kind.path : "";
  const name = Object.hasOwn(classes, path) ? classes[path]! : undefined;
  if (!name) return t.fail(`\`isinstance\` with \`${t.python(type)}\` has no counterpart here`, type);
  return code(
    `${within(value, binding.relation)} instanceof ${t.use(name)}`,
    simple("boolean"),
    binding.relation,
  );
}
