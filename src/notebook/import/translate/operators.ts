import { binding, type Code, code, method, within } from "../code.js";
import { join, type Kind, type ListKind, listOf, simple } from "../kinds.js";
import type { ArithmeticOperator, ComparisonOperator, Expression } from "../python/ast.js";
import type { Translator } from "./translator.js";
import { testOf } from "./truth.js";

type Node<T extends Expression["type"]> = Extract<Expression, { type: T }>;

const isNumber = ({ type }: Kind) => type === "number" || type === "boolean";
const isText = ({ type }: Kind) => type === "text";
/** Values of a data set are not known more closely; what is done with them says what they are. */
const mayBe = (kind: Kind, wanted: (kind: Kind) => boolean) => wanted(kind) || kind.type === "cell";

const bindings: Partial<Record<ArithmeticOperator, number>> = {
  "+": binding.sum,
  "-": binding.sum,
  "*": binding.product,
  "/": binding.product,
  "%": binding.product,
  "**": binding.power,
  "&": binding.bitAnd,
  "|": binding.bitOr,
};

/** Two numbers. */
function numeric(operator: ArithmeticOperator, left: Code, right: Code): Code {
  const number = simple("number");
  if (operator === "//") return code(`Math.floor(${numeric("/", left, right).text})`, number);
  const binds = bindings[operator]!;
  // The power of JavaScript takes no sign on its left side, and binds to the right.
  const before = within(left, operator === "**" ? binding.call : binds);
  const after = within(right, operator === "**" ? binds : binds + 1);
  return code(`${before} ${operator} ${after}`, number, binds);
}

export function translateBinary(t: Translator, node: Node<"binary">): Code {
  const left = t.expression(node.left);
  const right = t.expression(node.right);
  return combine(t, node.operator, left, right, node);
}

export function combine(
  t: Translator,
  operator: ArithmeticOperator,
  left: Code,
  right: Code,
  at: Expression | Node<"binary"> | { from: number; to: number },
): Code {
  const [a, b] = [left.kind, right.kind];
  if ((a.type === "list" && a.isVector) || (b.type === "list" && b.isVector))
    return itemByItem(t, operator, left, right, at);
  if (operator === "+" && (isText(a) || isText(b)) && mayBe(a, isText) && mayBe(b, isText))
    return code(
      `${within(left, binding.sum)} + ${within(right, binding.sum + 1)}`,
      simple("text"),
      binding.sum,
    );
  if (operator === "+" && a.type === "list" && b.type === "list")
    return code(
      `[...${within(left, binding.assignment)}, ...${within(right, binding.assignment)}]`,
      join(plain(a), plain(b)),
      binding.primary,
    );
  if (operator === "*" && isText(a) && mayBe(b, isNumber)) return method(left, "repeat", [right.text], a);
  if (operator === "*" && isText(b) && mayBe(a, isNumber)) return method(right, "repeat", [left.text], b);
  if (operator === "*" && a.type === "list" && isNumber(b))
    return code(
      `Array.from({ length: ${within(right, binding.assignment)} }, () => ${within(left, binding.assignment)}).flat()`,
      plain(a),
    );
  if (operator === "+" && a.type === "cell" && b.type === "cell")
    return code(
      `${within(left, binding.sum)} + ${within(right, binding.sum + 1)}`,
      simple("cell"),
      binding.sum,
    );
  if (operator === "%" && isText(a)) t.fail("texts formatted with `%` have no counterpart here", at);
  if (!mayBe(a, isNumber) || !mayBe(b, isNumber) || (bindings[operator] === undefined && operator !== "//"))
    t.fail(`\`${operator}\` of what stands there has no counterpart here`, at);
  if (operator === "%") return remainder(left, right);
  return numeric(operator, left, right);
}

const plain = ({ item }: ListKind): ListKind => listOf(item);

/** Python's remainder has the sign of what is divided by. */
function remainder(left: Code, right: Code): Code {
  const once = numeric("%", left, right);
  return { ...numeric("%", numeric("+", once, right), right), kind: simple("number") };
}

/** Arithmetic of numpy: an array with a number, or two arrays of one length. */
function itemByItem(
  t: Translator,
  operator: ArithmeticOperator,
  left: Code,
  right: Code,
  at: { from: number; to: number },
): Code {
  const number = simple("number");
  const [first, second] = [left.kind, right.kind];
  const names = {
    left: code("value", number, binding.primary),
    right: code("value", number, binding.primary),
  };
  if (first.type === "list" && first.item.type === "list")
    t.fail("arithmetic of arrays of arrays has no counterpart here", at);
  if (first.type === "list" && second.type === "list") {
    const other = code(`${right.text}[index]`, number);
    const item = operator === "%" ? remainder(names.left, other) : numeric(operator, names.left, other);
    return method(left, "map", [`(value, index) => ${item.text}`], first);
  }
  const [array, item] =
    first.type === "list"
      ? [left, numeric(operator, names.left, right)]
      : [right, numeric(operator, left, names.right)];
  return method(array, "map", [`(value) => ${item.text}`], array.kind);
}

const equalities: Partial<Record<ComparisonOperator, string>> = { "==": "===", "!=": "!==" };

export function translateCompare(t: Translator, node: Node<"compare">): Code {
  const operands = [node.first, ...node.rest.map(({ right }) => right)];
  if (node.rest.length > 1 && operands.slice(1, -1).some(({ type }) => type === "call"))
    t.fail("a comparison of several values computes one of them twice", node);
  const parts = node.rest.map(({ operator, right }, index) => {
    const left = operands[index]!;
    return compareTwo(t, operator, left, right);
  });
  if (parts.length === 1) return parts[0]!;
  return code(parts.map((part) => within(part, binding.and)).join(" && "), simple("boolean"), binding.and);
}

const comparable = new Set<Kind["type"]>(["number", "boolean", "text", "cell", "none", "device"]);

function compareTwo(
  t: Translator,
  operator: ComparisonOperator,
  leftNode: Expression,
  rightNode: Expression,
): Code {
  const boolean = simple("boolean");
  if (operator === "in" || operator === "not in") {
    const inside = contains(t, leftNode, rightNode);
    return operator === "in" ? inside : code(`!${within(inside, binding.unary)}`, boolean, binding.unary);
  }
  // Whether a remainder is zero does not depend on its sign.
  if (leftNode.type === "binary" && leftNode.operator === "%" && rightNode.type === "number") {
    const left = numeric("%", t.expression(leftNode.left), t.expression(leftNode.right));
    if (left && Number(rightNode.text) === 0 && equalities[operator])
      return code(`${left.text} ${equalities[operator]} 0`, boolean, binding.equality);
  }
  const left = t.expression(leftNode);
  const right = t.expression(rightNode);
  if (operator === "is" || operator === "is not") {
    if (right.kind.type !== "none" && right.kind.type !== "boolean")
      t.fail("`is` of two objects has no counterpart here", rightNode);
    const isNone = right.kind.type === "none";
    const sign = `${operator === "is" ? "==" : "!="}${isNone ? "" : "="}`;
    return code(
      `${within(left, binding.equality)} ${sign} ${within(right, binding.equality + 1)}`,
      boolean,
      binding.equality,
    );
  }
  if (!comparable.has(left.kind.type) || !comparable.has(right.kind.type))
    t.fail(`\`${operator}\` of what stands there has no counterpart here`, leftNode);
  const sign = equalities[operator] ?? operator;
  const binds = equalities[operator] ? binding.equality : binding.relation;
  return code(`${within(left, binds)} ${sign} ${within(right, binds + 1)}`, boolean, binds);
}

function contains(t: Translator, itemNode: Expression, holderNode: Expression): Code {
  const boolean = simple("boolean");
  const item = t.expression(itemNode);
  const holder = t.expression(holderNode);
  switch (holder.kind.type) {
    case "list":
    case "text":
    case "cell":
      return method(holder, "includes", [item.text], boolean);
    case "dict":
      return code(`Object.hasOwn(${holder.text}, ${item.text})`, boolean);
    case "datasets":
      return method(holder, "has", [item.text], boolean);
    default:
      return t.fail(`it is not known what \`${t.python(holderNode)}\` holds`, holderNode);
  }
}

/** `a and b`, `a or b`: the value of one of them, as in TypeScript where both languages agree on what is true. */
export function translateLogical(t: Translator, node: Node<"logical">): Code {
  const left = testOf(t, node.left);
  const right = testOf(t, node.right);
  const binds = node.operator === "and" ? binding.and : binding.or;
  const sign = node.operator === "and" ? "&&" : "||";
  return code(
    `${within(left, binds)} ${sign} ${within(right, binds + 1)}`,
    join(left.kind, right.kind),
    binds,
  );
}
