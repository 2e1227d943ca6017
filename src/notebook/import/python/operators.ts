import type { SyntaxNode } from "@lezer/common";
import type { ArithmeticOperator, ComparisonOperator, Expression } from "./ast.js";
import { childrenOf, UnknownSyntax } from "./nodes.js";

type Read = (node: SyntaxNode) => Expression;

const comparisons = new Set(["==", "!=", "<>", "<", "<=", ">", ">=", "in", "not in", "is", "is not"]);

/** Left side, operator and right side of a binary expression; operators of two words are two nodes. */
function partsOf(node: SyntaxNode, source: string) {
  const children = childrenOf(node);
  const left = children[0]!;
  const right = children.at(-1)!;
  const operator = children
    .slice(1, -1)
    .map((token) => source.slice(token.from, token.to))
    .join(" ");
  return { left, operator, right };
}

const isNot = (node: SyntaxNode) => node.name === "UnaryExpression" && node.firstChild?.name === "not";

function isLogical(node: SyntaxNode, source: string): boolean {
  if (isNot(node)) return true;
  if (node.name !== "BinaryExpression") return false;
  const { operator } = partsOf(node, source);
  return operator === "and" || operator === "or";
}

/** An operand, or one of the words that connect them. */
type Piece = SyntaxNode | "and" | "or" | "not";

function flatten(node: SyntaxNode, source: string): Piece[] {
  if (!isLogical(node, source)) return [node];
  if (isNot(node)) return ["not", ...flatten(childrenOf(node)[1]!, source)];
  const { left, operator, right } = partsOf(node, source);
  return [...flatten(left, source), operator as "and" | "or", ...flatten(right, source)];
}

function split(pieces: readonly Piece[], word: Piece): Piece[][] {
  const groups: Piece[][] = [[]];
  for (const piece of pieces)
    if (piece === word) groups.push([]);
    else groups.at(-1)!.push(piece);
  return groups;
}

/**
 * `and`, `or` and `not` with Python's precedence. lezer's grammar lets `not` take all that follows, so `not a and b`
 * is read from its operands again.
 */
function readLogical(pieces: readonly Piece[], read: Read): Expression {
  for (const operator of ["or", "and"] as const) {
    const groups = split(pieces, operator);
    if (groups.length === 1) continue;
    const values = groups.map((group) => readLogical(group, read));
    return values.reduce((left, right) => ({
      type: "logical",
      operator,
      left,
      right,
      from: left.from,
      to: right.to,
    }));
  }
  const [first, ...others] = pieces;
  if (first !== "not") return read(first as SyntaxNode);
  const operand = readLogical(others, read);
  return { type: "not", operand, from: operand.from, to: operand.to };
}

/** A binary expression, or `not` and what it stands before. */
export function readOperation(node: SyntaxNode, source: string, read: Read): Expression {
  const { from, to } = node;
  if (isLogical(node, source)) return { ...readLogical(flatten(node, source), read), from, to };
  if (node.name === "UnaryExpression") {
    const [sign, operand] = childrenOf(node) as [SyntaxNode, SyntaxNode];
    const operator = source.slice(sign.from, sign.to) as "-" | "+" | "~";
    return { type: "unary", operator, operand: read(operand), from, to };
  }
  const { left, operator, right } = partsOf(node, source);
  if (!comparisons.has(operator)) {
    if (operator === "") throw new UnknownSyntax(node);
    return {
      type: "binary",
      operator: operator as ArithmeticOperator,
      left: read(left),
      right: read(right),
      from,
      to,
    };
  }
  const step = { operator: (operator === "<>" ? "!=" : operator) as ComparisonOperator, right: read(right) };
  const first = read(left);
  // `0 < n < 9` is one comparison; in parentheses the left side would be a value.
  if (left.name === "BinaryExpression" && first.type === "compare")
    return { ...first, rest: [...first.rest, step], from, to };
  return { type: "compare", first, rest: [step], from, to };
}
