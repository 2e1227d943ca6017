import type {
  AnyNode,
  Expression,
  ObjectExpression,
  Pattern,
  PrivateIdentifier,
  SpreadElement,
  Super,
} from "acorn";
import { known, memberOf, type ObjectValue, plain, type Scope, unknown, type Value } from "./values.js";

/** What expressions need of the interpreter: calls have effects. */
export interface Calls {
  call(callee: Value, receiver: Value | undefined, name: string, args: Value[]): Value;
}

type Node = AnyNode | Expression | SpreadElement | Super | PrivateIdentifier;
type Evaluate = (node: never, scope: Scope, calls: Calls) => Value;

/** The value of an expression as far as it is known; calls are made in their order. */
export function evaluate(node: Node, scope: Scope, calls: Calls): Value {
  const evaluator = (evaluators as Record<string, Evaluate | undefined>)[node.type];
  return evaluator ? evaluator(node as never, scope, calls) : unknown;
}

type Of<T extends AnyNode["type"]> = Extract<AnyNode, { type: T }>;

/** A kind of expression to what it gives; a kind without a row gives something unknown. */
const evaluators: { [T in AnyNode["type"]]?: (node: Of<T>, scope: Scope, calls: Calls) => Value } = {
  Literal: ({ value }) =>
    typeof value === "bigint" || value instanceof RegExp
      ? unknown
      : known(value as string | number | boolean | null),
  TemplateLiteral: ({ quasis, expressions }, scope, calls) => {
    const parts = expressions.map((expression) => plain(evaluate(expression, scope, calls)));
    if (parts.includes(undefined)) return unknown;
    return known(quasis.map(({ value }, i) => `${value.cooked}${i < parts.length ? parts[i] : ""}`).join(""));
  },
  Identifier: ({ name }, scope) =>
    name === "undefined" ? known(undefined) : (scope.get(name) ?? { kind: "imported", name }),
  AwaitExpression: ({ argument }, scope, calls) => evaluate(argument, scope, calls),
  ParenthesizedExpression: ({ expression }, scope, calls) => evaluate(expression, scope, calls),
  ChainExpression: ({ expression }, scope, calls) => evaluate(expression, scope, calls),
  SequenceExpression: ({ expressions }, scope, calls) =>
    expressions.map((expression) => evaluate(expression, scope, calls)).at(-1)!,
  UnaryExpression: ({ operator, argument }, scope, calls) => {
    const value = plain(evaluate(argument, scope, calls));
    if (operator === "-" && typeof value === "number") return known(-value);
    return operator === "!" && typeof value === "boolean" ? known(!value) : unknown;
  },
  BinaryExpression: ({ operator, left, right }, scope, calls) => {
    const [a, b] = [left, right].map((side) => plain(evaluate(side, scope, calls)));
    const compute = operations[operator];
    if (operator === "+" && typeof a === "string" && typeof b === "string") return known(a + b);
    return compute && typeof a === "number" && typeof b === "number" ? known(compute(a, b)) : unknown;
  },
  LogicalExpression: ({ left, right }, scope, calls) => {
    evaluate(left, scope, calls);
    evaluate(right, scope, calls);
    return unknown;
  },
  ConditionalExpression: ({ test, consequent, alternate }, scope, calls) => {
    evaluate(test, scope, calls);
    evaluate(consequent, scope, calls);
    evaluate(alternate, scope, calls);
    return unknown;
  },
  ArrayExpression: ({ elements }, scope, calls) => {
    if (elements.some((element) => element?.type === "SpreadElement")) return unknown;
    return {
      kind: "list",
      items: elements.map((element) => (element ? evaluate(element, scope, calls) : unknown)),
    };
  },
  ObjectExpression: (node, scope, calls) => objectOf(node, scope, calls),
  ArrowFunctionExpression: (node, scope) => ({ kind: "function", node, scope }),
  FunctionExpression: (node, scope) => ({ kind: "function", node, scope }),
  MemberExpression: ({ object, property, computed }, scope, calls) => {
    const name = computed ? plain(evaluate(property, scope, calls)) : (property as { name: string }).name;
    const of = evaluate(object, scope, calls);
    return typeof name === "string" || typeof name === "number"
      ? memberOf(of, String(name))
      : memberOf(of, "?");
  },
  CallExpression: ({ callee, arguments: given }, scope, calls) => {
    if (callee.type !== "MemberExpression") {
      const target = evaluate(callee, scope, calls);
      const name = target.kind === "imported" ? target.name : "";
      return calls.call(target, undefined, name, argumentsOf(given, scope, calls));
    }
    const receiver = evaluate(callee.object, scope, calls);
    const name = callee.computed ? "?" : (callee.property as { name: string }).name;
    return calls.call(memberOf(receiver, name), receiver, name, argumentsOf(given, scope, calls));
  },
  NewExpression: ({ callee, arguments: given }, scope, calls) => {
    const target = evaluate(callee, scope, calls);
    const name = target.kind === "imported" ? target.name : "";
    return calls.call(target, undefined, name, argumentsOf(given, scope, calls));
  },
  AssignmentExpression: ({ operator, left, right }, scope, calls) => {
    const value = evaluate(right, scope, calls);
    assign(left, operator === "=" ? value : unknown, scope, calls);
    return value;
  },
};

const operations: Record<string, (a: number, b: number) => number> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
};

function argumentsOf(given: readonly (Expression | SpreadElement)[], scope: Scope, calls: Calls): Value[] {
  return given.map((argument) => evaluate(argument, scope, calls));
}

function objectOf({ properties }: ObjectExpression, scope: Scope, calls: Calls): ObjectValue {
  const result: ObjectValue = { kind: "object", properties: new Map(), isWhole: true };
  for (const property of properties) {
    if (property.type === "SpreadElement") {
      const spread = evaluate(property.argument, scope, calls);
      if (spread.kind === "object")
        for (const [name, value] of spread.properties) result.properties.set(name, value);
      if (spread.kind !== "object" || !spread.isWhole) result.isWhole = false;
      continue;
    }
    const { key, computed } = property;
    const name = computed
      ? plain(evaluate(key, scope, calls))
      : key.type === "Identifier"
        ? key.name
        : plain(evaluate(key, scope, calls));
    if (typeof name !== "string") result.isWhole = false;
    else result.properties.set(name, evaluate(property.value, scope, calls));
  }
  return result;
}

/** Gives the names of a pattern their values. */
export function bind(pattern: Pattern, value: Value, set: (name: string, value: Value) => void): void {
  switch (pattern.type) {
    case "Identifier":
      set(pattern.name, value);
      break;
    case "ObjectPattern":
      for (const property of pattern.properties)
        if (property.type === "RestElement") bind(property.argument, unknown, set);
        else {
          const name = property.key.type === "Identifier" ? property.key.name : "?";
          bind(property.value, memberOf(value, name), set);
        }
      break;
    case "ArrayPattern":
      for (const [index, element] of pattern.elements.entries())
        if (element) bind(element, memberOf(value, String(index)), set);
      break;
    case "AssignmentPattern":
      bind(pattern.left, value.kind === "known" && value.value === undefined ? unknown : value, set);
      break;
    case "RestElement":
      bind(pattern.argument, unknown, set);
      break;
  }
}

function assign(target: Pattern, value: Value, scope: Scope, calls: Calls): void {
  if (target.type !== "MemberExpression") {
    bind(target, value, (name, part) => scope.assign(name, part));
    return;
  }
  const object = evaluate(target.object, scope, calls);
  if (object.kind === "object" && !target.computed && target.property.type === "Identifier")
    object.properties.set(target.property.name, value);
}
