import { type AnyNode, type Expression, type Program, parse } from "acorn";
import { full } from "acorn-walk";
import MagicString from "magic-string";
import { SummnbError } from "../../../errors.js";
import { cellNames } from "../../../source/cellNames.js";
import { analyseScopes } from "../../../source/scopes.js";
import type { AnyFunction } from "../here.js";

/** Names that worker threads know besides the globals; see worker.ts. */
const given: ReadonlySet<string> = new Set([...Object.values(cellNames), "__name"]);

/**
 * The text of a function as an expression that can be evaluated in another thread.
 * @param method what the function was given to, for messages
 * @throws SummnbError when it uses variables from outside of itself, or has no text.
 */
export function functionText(change: AnyFunction, method: string): string {
  const text = Function.prototype.toString.call(change);
  const parsed = parseFunction(text);
  if (!parsed)
    throw new SummnbError(
      `The function given to ${method} with numProc has no text that worker threads could run: give a function written out there, not a method of a class or one made by bind.`,
    );
  const outer = outerNames(parsed.program);
  if (outer.length > 0) throw notSelfContained(method, outer);
  const code = new MagicString(parsed.text);
  full(parsed.program, (node) => {
    if (node.type === "ImportExpression")
      code.overwrite(node.start, node.start + "import".length, `${cellNames.runtime}.import`);
  });
  return code.toString();
}

/** That a function uses names of the code around it, which another thread does not have. */
export function notSelfContained(method: string, names: readonly string[]): SummnbError {
  return new SummnbError(
    `The function given to ${method} with numProc uses ${names.join(", ")} from outside of itself, which worker threads don't have: give values through the option context, and import inside the function with await import("…").`,
  );
}

/** A function or an arrow function as it stands; a method of an object as the one property of an object. */
function parseFunction(text: string): { text: string; program: Program } | undefined {
  for (const expression of [`(${text})`, `Object.values({${text}})[0]`]) {
    const program = tryParse(expression);
    if (program && isFunction(program)) return { text: expression, program };
  }
  return undefined;
}

function tryParse(text: string): Program | undefined {
  try {
    return parse(text, { ecmaVersion: "latest" });
  } catch {
    return undefined;
  }
}

function isFunction({ body }: Program): boolean {
  const [statement] = body;
  const expression: Expression | undefined =
    statement?.type === "ExpressionStatement" ? statement.expression : undefined;
  return expression !== undefined && /^(ArrowFunction|Function|Member)Expression$/.test(expression.type);
}

/** Names that neither the function nor a worker thread knows; for a cell's function those of the notebook. */
function outerNames(program: Program): string[] {
  const names = analyseScopes(program).free.map(({ node }) => node.name);
  const outer = new Set(names.filter((name) => !given.has(name) && !(name in globalThis)));
  full(program, (node: AnyNode) => {
    if (node.type !== "MemberExpression" || node.object.type !== "Identifier") return;
    if (node.object.name === cellNames.variables && node.property.type === "Identifier")
      outer.add(node.property.name);
  });
  return [...outer];
}
