import { binding, type Code, objectOf, within } from "../code.js";
import { assignAttribute, assignKey } from "../library/index.js";
import type { ArithmeticOperator, Expression, Statement } from "../python/ast.js";
import { readsOf } from "../python/usage.js";
import { combine } from "./operators.js";
import { partKinds } from "./patterns.js";
import { type Setting, setName } from "./set-names.js";
import { LeftOut, type Translated } from "./statements.js";
import type { Translator } from "./translator.js";

type Node<T extends Statement["type"]> = Extract<Statement, { type: T }>;

/** `a = b = value`. */
export function translateAssign(t: Translator, { targets, value }: Node<"assign">): Translated {
  const made = t.expression(value);
  const lines: string[] = [];
  let current = made;
  for (const [index, target] of targets.entries()) {
    const line = assign(t, target, current, value);
    if (line instanceof LeftOut) return line;
    lines.push(line);
    // Further targets take what the first one has.
    if (index === 0 && targets.length > 1) current = t.expression(target);
  }
  return lines.join("\n");
}

function assign(t: Translator, target: Expression, value: Code, source: Expression): string | LeftOut {
  switch (target.type) {
    case "name":
      return assignName(t, target, value, source);
    case "tuple":
    case "list":
      return assignParts(t, target.items, value, source);
    case "subscript":
      return assignKey(t, target, value);
    case "attribute":
      return assignAttribute(t, target, value);
    default:
      return t.fail(`\`${t.python(target)}\` is set in a way that has no counterpart here`, target);
  }
}

function assignName(
  t: Translator,
  target: Extract<Expression, { type: "name" }>,
  value: Code,
  source: Expression,
): string | LeftOut {
  const { name } = target;
  const old = t.scope.find(name);
  if (value.dropped !== undefined && (value.text === old?.name || value.text === "undefined")) {
    if (value.text === "undefined")
      t.scope.bindings.set(name, {
        name,
        kind: value.kind,
        cell: t.cell,
        missing: `\`${name}\` is left out`,
      });
    return new LeftOut(value.dropped);
  }
  if (value.kind.type === "device" && !t.known.usedDevices.has(name)) {
    t.scope.bindings.set(name, { name: t.safeName(name), kind: value.kind, cell: t.cell });
    return new LeftOut("summnb takes CUDA, then MPS, then the CPU by itself");
  }
  const readsItself = readsOf(source).some((event) => event.name === name);
  const set = setName(t, name, value.kind, { at: target, readsItself });
  return `${head(set, value)} = ${within(value, binding.assignment)};`;
}

/** An empty list needs its type where a function or a loop fills it; what has no type is anything. */
function head({ keyword, name, isMixed, isExtended }: Setting, value: Code): string {
  if (keyword === "") return name;
  if (isMixed) return `${keyword} ${name}: any`;
  if (value.text === "[]") return `${keyword} ${name}: any[]`;
  const isOpen = isExtended || value.text === "{}";
  return `${keyword} ${name}${isOpen ? ": Record<string, any>" : ""}`;
}

/** `a, b = value`: new names are declared, others are set. */
function assignParts(t: Translator, items: readonly Expression[], value: Code, source: Expression): string {
  const kinds = partKinds(value.kind, items.length);
  if (value.kind.type !== "list" && value.kind.type !== "cell")
    t.fail(`it is not known what \`${t.python(source)}\` holds`, source);
  const sets = items.map((item, index) => {
    if (item.type !== "name")
      return t.fail(`\`${t.python(item)}\` is set in a way that has no counterpart here`, item);
    const readsItself = readsOf(source).some((event) => event.name === item.name);
    return setName(t, item.name, kinds[index]!, { at: item, readsItself });
  });
  const pattern = `[${sets.map(({ name }) => name).join(", ")}]`;
  const isNew = sets.every(({ keyword }) => keyword !== "");
  const isConstant = sets.every(({ keyword }) => keyword === "const");
  if (isNew) return `${isConstant ? "const" : "let"} ${pattern} = ${within(value, binding.assignment)};`;
  const declared = sets.filter(({ keyword }) => keyword !== "").map(({ name }) => name);
  const before = declared.length > 0 ? `let ${declared.join(", ")};\n` : "";
  return `${before}${pattern} = ${within(value, binding.assignment)};`;
}

const shortOperators = new Set<ArithmeticOperator>(["+", "-", "*", "/", "**"]);

/** `a += b`. */
export function translateUpdate(t: Translator, { target, operator, value }: Node<"update">): Translated {
  const old = t.expression(target);
  const added = t.expression(value);
  if (target.type === "name" && operator === "+" && old.kind.type === "list") {
    // Python changes the list itself.
    if (added.kind.type !== "list") t.fail(`it is not known what \`${t.python(value)}\` holds`, value);
    return `${objectOf(old)}.push(...${within(added, binding.assignment)});`;
  }
  const made = combine(t, operator, old, added, target);
  const isShort =
    shortOperators.has(operator) && ["number", "text", "cell", "boolean"].includes(made.kind.type);
  const set =
    target.type === "name"
      ? setName(t, target.name, made.kind, { at: target, readsItself: true }).name
      : settable(t, target);
  return isShort
    ? `${set} ${operator}= ${within(added, binding.assignment)};`
    : `${set} = ${within(made, binding.assignment)};`;
}

function settable(t: Translator, target: Expression): string {
  const value = t.expression(target);
  const owner =
    target.type === "subscript" || target.type === "attribute" ? t.expression(target.value).kind : undefined;
  if (!owner || !["dict", "list", "columns", "row"].includes(owner.type) || value.text.endsWith(")"))
    t.fail(`\`${t.python(target)}\` is set in a way that has no counterpart here`, target);
  return value.text;
}
