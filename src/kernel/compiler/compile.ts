import { type AnyNode, type Program, parse, type Statement } from "acorn";
import MagicString from "magic-string";
import { analyseScopes, type FreeName } from "../../library/source/scopes.js";
import { declaredNames, rewriteDeclarations, sharedNames } from "./declarations.js";
import { CellSyntaxError } from "./errors.js";
import { addGuards } from "./guards.js";
import { type ExportedName, rewriteModules } from "./modules.js";
import { names } from "./names.js";
import { PositionMap } from "./positions.js";
import { isWrite, rewriteReference } from "./references.js";
import type { Transpiled } from "./transpile.js";

/** What is known of the notebook when a cell is compiled. */
export interface CompileContext {
  /** An earlier cell has set this variable. */
  isVariable(name: string): boolean;
  /** It is a constant of an earlier cell. */
  isConstant(name: string): boolean;
}

export interface CompiledCode {
  /**
   * An expression whose value is `async function (variables, runtime, flag)`; its result is the value of the
   * last expression.
   */
  code: string;
  positions: PositionMap;
  /** Variables that the code sets as constants, and as others. */
  constants: string[];
  variables: string[];
  exports: ExportedName[];
}

export interface CompileOptions extends CompileContext {
  /** What the user wrote; names that don't occur in it are helpers of the transpiler and stay local. */
  source: string;
  /** Whether the value of a last expression is the result. */
  showsResult: boolean;
}

/**
 * Rewrites a module so that it can run in the process's own context as often as one likes: what it declares at
 * the top becomes a property of the notebook's variables, free to be declared again by any cell.
 */
export function compile(transpiled: Transpiled, options: CompileOptions): CompiledCode {
  const program = parse(transpiled.code, { ecmaVersion: "latest", sourceType: "module", locations: true });
  const scopes = analyseScopes(program);
  const shared = sharedNames(program, scopes.declared, options.source);
  const isShared = (name: string) => shared.has(name);
  const constants = constantNames(program).filter(isShared);
  const code = new MagicString(transpiled.code);
  const exports = rewriteModules(program, code, scopes.free);
  const first = rewriteDeclarations(program, code, isShared);
  for (const reference of scopes.free) {
    if (reference.declared && !isShared(reference.node.name)) continue;
    if (!reference.declared) checkConstant(reference, transpiled, options);
    rewriteReference(reference, code, { isDeclared: isShared, isVariable: options.isVariable });
  }
  addGuards(
    program.body.filter((node) => !isHelper(node, isShared)),
    code,
  );
  if (options.showsResult) returnResult(program, code);
  const { variables, runtime, flag } = names;
  code.prepend(`(async function (${variables}, ${runtime}, ${flag}) { "use strict"; ${first.join("")}\n`);
  code.append("\n})");
  return {
    code: code.toString(),
    positions: new PositionMap(transpiled.map, code.generateMap({ hires: "boundary" }).toString()),
    constants,
    variables: [...scopes.declared].filter((name) => isShared(name) && !constants.includes(name)),
    exports,
  };
}

/** Whether a statement is the transpiler's own, such as what `using` needs to dispose. */
function isHelper(node: AnyNode, isShared: (name: string) => boolean): boolean {
  return node.type === "VariableDeclaration" && !declaredNames(node).some(isShared);
}

/** Names that may not be assigned to again: constants at the top, and imports. */
function constantNames(program: Program): string[] {
  return program.body.flatMap((node) => {
    if (node.type === "ImportDeclaration") return node.specifiers.map(({ local }) => local.name);
    if (node.type !== "VariableDeclaration" || node.kind !== "const") return [];
    return declaredNames(node);
  });
}

function checkConstant(reference: FreeName, transpiled: Transpiled, context: CompileContext): void {
  const { name, loc } = reference.node;
  if (!isWrite(reference) || !context.isConstant(name)) return;
  const place = { line: loc!.start.line, column: loc!.start.column + 1 };
  throw new CellSyntaxError(
    `“${name}” is a constant of an earlier cell and can't be assigned to.`,
    new PositionMap(transpiled.map).original(place),
  );
}

/** The last statement's value becomes the function's result. */
function returnResult(program: Program, code: MagicString): void {
  const last = lastStatement(program.body.filter((node) => !/^(Import|Export)/.test(node.type)));
  if (last?.type !== "ExpressionStatement") return;
  code.prependLeft(last.start, "return (");
  code.appendLeft(last.expression.end, ")");
}

/** esbuild puts a cell with `using` into a `try` statement; its last statement is the cell's. */
function lastStatement(body: readonly AnyNode[]): AnyNode | undefined {
  const last = body.at(-1);
  if (last?.type !== "TryStatement" || !isDisposal(last.finalizer?.body[0])) return last;
  return lastStatement(last.block.body);
}

function isDisposal(statement: Statement | undefined): boolean {
  const call = statement?.type === "ExpressionStatement" ? statement.expression : undefined;
  return (
    call?.type === "CallExpression" &&
    call.callee.type === "Identifier" &&
    call.callee.name.startsWith("__callDispose")
  );
}
