import type { AnyNode, Identifier, Pattern, Program } from "acorn";
import { ancestor, fullAncestor } from "acorn-walk";

/** An identifier of a cell that no scope inside the cell declares. */
export interface FreeName {
  node: Identifier;
  /** Nodes around it, the program first, the identifier last. */
  ancestors: AnyNode[];
  /** Stands in a pattern: it is declared or assigned to there. */
  inPattern: boolean;
  /** The program itself declares it. */
  declared: boolean;
  /** Stands for both key and value: `{ name }`. */
  shorthand: boolean;
}

/** What a program declares and which of its identifiers point to the program or out of it. */
export interface Scopes {
  /** Names that the program declares, `var` inside blocks included. */
  declared: Set<string>;
  free: FreeName[];
}

/** Resolves all identifiers of a program by the scopes of JavaScript (ECMA-262, 9.1). */
export function analyseScopes(program: Program): Scopes {
  const names = new Map<AnyNode, Set<string>>();
  const shorthands = new Set<AnyNode>();
  const declare = (scope: AnyNode, found: Iterable<string>) => {
    const set = names.get(scope) ?? new Set();
    for (const name of found) set.add(name);
    names.set(scope, set);
  };
  fullAncestor(program, (node, _state, ancestors) => declareNames(node, ancestors, declare, shorthands));

  const free: FreeName[] = [];
  const visit = (inPattern: boolean) => (node: Identifier, _state: unknown, ancestors: AnyNode[]) => {
    if (namesFunction(node, ancestors) || node.name === "arguments") return;
    const scope = ancestors.findLast((candidate) => names.get(candidate)?.has(node.name));
    if (scope && scope !== program) return;
    const declared = scope === program;
    free.push({ node, ancestors: [...ancestors], inPattern, declared, shorthand: shorthands.has(node) });
  };
  // acorn-walk calls identifiers in patterns VariablePattern; its types leave that out.
  const visitors = { Identifier: visit(false), VariablePattern: visit(true) };
  ancestor(program, visitors);
  return { declared: names.get(program) ?? new Set(), free };
}

type Declare = (scope: AnyNode, names: Iterable<string>) => void;

function declareNames(node: AnyNode, ancestors: AnyNode[], declare: Declare, shorthands: Set<AnyNode>): void {
  const outer = ancestors.slice(0, -1);
  switch (node.type) {
    case "VariableDeclaration": {
      const scope = outer.findLast(node.kind === "var" ? isFunctionScope : isBlockScope)!;
      for (const { id } of node.declarations) declare(scope, patternNames(id));
      break;
    }
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      declare(node, node.params.flatMap(patternNames));
      if (node.id)
        declare(node.type === "FunctionDeclaration" ? outer.findLast(isBlockScope)! : node, [node.id.name]);
      break;
    case "ClassDeclaration":
    case "ClassExpression":
      if (!node.id) break;
      // Inside a class its name is a binding of its own, which a later declaration does not change.
      declare(node, [node.id.name]);
      if (node.type === "ClassDeclaration") declare(outer.findLast(isBlockScope)!, [node.id.name]);
      break;
    case "CatchClause":
      if (node.param) declare(node, patternNames(node.param));
      break;
    case "ImportDeclaration":
      declare(
        outer[0]!,
        node.specifiers.map(({ local }) => local.name),
      );
      break;
    case "ObjectExpression":
    case "ObjectPattern":
      for (const property of node.properties)
        if (property.type === "Property" && property.shorthand)
          shorthands.add(property.value.type === "AssignmentPattern" ? property.value.left : property.value);
      break;
  }
}

const functionScopes = [
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
  "StaticBlock",
  "Program",
];
const blockScopes = [
  ...functionScopes,
  "BlockStatement",
  "ForStatement",
  "ForInStatement",
  "ForOfStatement",
  "SwitchStatement",
];

function isFunctionScope(node: AnyNode): boolean {
  return functionScopes.includes(node.type);
}

function isBlockScope(node: AnyNode): boolean {
  return blockScopes.includes(node.type);
}

/** Whether an identifier is the name in a function's declaration, which stays as it is. */
function namesFunction(node: Identifier, ancestors: AnyNode[]): boolean {
  const parent = ancestors.at(-2);
  return parent?.type === "FunctionDeclaration" && parent.id === node;
}

/** Names that a pattern such as `{ a, b: [c, ...d] }` declares. */
export function patternNames(pattern: Pattern): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        patternNames(property.type === "RestElement" ? property.argument : property.value),
      );
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element ? patternNames(element) : []));
    case "AssignmentPattern":
      return patternNames(pattern.left);
    case "RestElement":
      return patternNames(pattern.argument);
    default:
      return [];
  }
}
