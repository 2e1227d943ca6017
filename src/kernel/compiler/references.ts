import type { AnyNode } from "acorn";
import type MagicString from "magic-string";
import type { FreeName } from "../../library/source/scopes.js";
import { names } from "./names.js";

/** How the notebook knows a name that a cell uses. */
export interface KnownNames {
  /** The cell that is compiled declares it. */
  isDeclared(name: string): boolean;
  /** An earlier cell has set it. */
  isVariable(name: string): boolean;
}

/** Makes every use of a notebook's variable a property of the object that holds them. */
export function rewriteReference(reference: FreeName, code: MagicString, known: KnownNames): void {
  const { node, ancestors, shorthand } = reference;
  const { name } = node;
  const parent = ancestors.at(-2)!;
  const writes = isWrite(reference);
  const property = `${names.variables}.${name}`;
  const key = shorthand ? `${name}: ` : "";
  if (known.isDeclared(name) || known.isVariable(name) || (writes && !(name in globalThis))) {
    const call = isCallee(node, parent);
    code.prependRight(node.start, `${key}${call ? "(0, " : ""}${names.variables}.`);
    if (call) code.appendLeft(node.end, ")");
  } else if (!(name in globalThis) && !writes) {
    // A later cell may set it: which one it is, is known only when this runs.
    const otherwise = parent.type === "UnaryExpression" && parent.operator === "typeof" ? "undefined" : name;
    const choice = `${JSON.stringify(name)} in ${names.variables} ? ${property} : ${otherwise}`;
    code.overwrite(node.start, node.end, `${key}(${choice})`);
  }
}

/** Whether the name is assigned to (or declared) there. */
export function isWrite({ node, ancestors, inPattern }: FreeName): boolean {
  const parent = ancestors.at(-2)!;
  return inPattern || (parent.type === "UpdateExpression" && parent.argument === node);
}

/** A function called as a property would get the object as its `this`. */
function isCallee(node: AnyNode, parent: AnyNode): boolean {
  return (
    (parent.type === "CallExpression" && parent.callee === node) ||
    (parent.type === "TaggedTemplateExpression" && parent.tag === node)
  );
}
