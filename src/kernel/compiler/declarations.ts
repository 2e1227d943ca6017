import type { AnyNode, Program, VariableDeclaration, VariableDeclarator } from "acorn";
import { ancestor, simple } from "acorn-walk";
import type MagicString from "magic-string";
import { patternNames } from "../../library/source/scopes.js";
import { names } from "./names.js";

/**
 * Which of the names that a program declares the notebook shares: those that the user wrote, not the helpers
 * of the transpiler. A declaration is shared as a whole.
 */
export function sharedNames(program: Program, declared: ReadonlySet<string>, source: string): Set<string> {
  const words = new Set(source.match(/[\p{ID_Continue}$]+/gu));
  const shared = new Set([...declared].filter((name) => words.has(name)));
  simple(program, {
    VariableDeclaration(node) {
      const found = declaredNames(node);
      if (found.some((name) => shared.has(name)))
        for (const name of found) if (declared.has(name)) shared.add(name);
    },
  });
  return shared;
}

/**
 * Turns the declarations of variables that the notebook shares into assignments to properties (the names
 * themselves are rewritten elsewhere). Returns statements that must run first.
 */
export function rewriteDeclarations(
  program: Program,
  code: MagicString,
  isShared: (name: string) => boolean,
): string[] {
  const first: string[] = [];
  const property = (name: string) => `${names.variables}.${name}`;
  ancestor(program, {
    VariableDeclaration(node, _state, ancestors) {
      const parent = ancestors.at(-2)!;
      if (!declaresInProgram(node, ancestors) || !declaredNames(node).some(isShared)) return;
      for (const declarator of node.declarations)
        if (isEnum(node, declarator)) first.push(`${property(declaredNames(node)[0]!)}=undefined;`);
      rewriteVariables(node, parent, code);
    },
  });
  for (const node of program.body) {
    if (node.type !== "FunctionDeclaration" && node.type !== "ClassDeclaration") continue;
    if (!isShared(node.id.name)) continue;
    if (node.type === "FunctionDeclaration") first.push(`${property(node.id.name)}=${node.id.name};`);
    else code.appendLeft(node.start, `${property(node.id.name)}=`).appendLeft(node.end, ";");
  }
  return first;
}

/** Names that a declaration of variables declares. */
export function declaredNames(node: VariableDeclaration): string[] {
  return node.declarations.flatMap(({ id }) => patternNames(id));
}

/** `let` and `const` directly in the program; `var` in any of its blocks and loops. */
function declaresInProgram(node: VariableDeclaration, ancestors: AnyNode[]): boolean {
  const parent = ancestors.at(-2)!;
  if (node.kind !== "var") return parent.type === "Program";
  const isInner = (around: AnyNode) => /Function|StaticBlock/.test(around.type);
  return !ancestors.some(isInner);
}

function rewriteVariables(node: VariableDeclaration, parent: AnyNode, code: MagicString): void {
  const [firstDeclarator] = node.declarations as [VariableDeclarator];
  code.remove(node.start, firstDeclarator.start);
  if ((parent.type === "ForOfStatement" || parent.type === "ForInStatement") && parent.left === node) return;
  for (const { id, init, start, end } of node.declarations) {
    if (!init) code.appendLeft(end, "=undefined");
    else if (id.type !== "Identifier") code.prependRight(start, "(").appendLeft(end, ")");
    else if (isAnonymous(init)) {
      // An assignment to a property gives a function no name; a property of an object literal does.
      code.appendLeft(init.start, `{${JSON.stringify(id.name)}:`);
      code.appendLeft(init.end, `}[${JSON.stringify(id.name)}]`);
    }
  }
}

function isAnonymous(node: AnyNode): boolean {
  return (
    node.type === "ArrowFunctionExpression" ||
    ((node.type === "FunctionExpression" || node.type === "ClassExpression") && !node.id)
  );
}

/** esbuild writes `enum A` as `var A = ((A2) => …)(A || {})`: run again, it would add to the old object. */
function isEnum(node: VariableDeclaration, { id, init }: VariableDeclarator): boolean {
  if (node.kind !== "var" || id.type !== "Identifier" || init?.type !== "CallExpression") return false;
  const [argument] = init.arguments;
  return (
    argument?.type === "LogicalExpression" &&
    argument.left.type === "Identifier" &&
    argument.left.name === id.name
  );
}
