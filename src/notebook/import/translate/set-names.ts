import { join, type Kind } from "../kinds.js";
import type { Span } from "../python/ast.js";
import { reads, readsFirst } from "../python/usage.js";
import type { Binding, Scope } from "./scope.js";
import type { Block, Translator } from "./translator.js";

/** How a name is set: `const x`, `let x`, or `x` of a variable that is there. */
export interface Setting {
  keyword: "const" | "let" | "";
  name: string;
  /** A variable that takes values of several kinds. */
  isMixed: boolean;
  /** A dictionary that gets further keys. */
  isExtended: boolean;
}

interface Place {
  /** Of the name. */
  at: Span;
  /** The new value is made of the old one. */
  readsItself?: boolean;
  /** It is set anew in each round of the loop whose block is open. */
  isTarget?: boolean;
}

/**
 * Decides how a name is set. Python's names belong to the function or the notebook, whatever block sets them;
 * constants of TypeScript to their block. So a name that is needed beyond its block is declared before it.
 */
export function setName(
  t: Translator,
  name: string,
  kind: Kind,
  { at, readsItself, isTarget = false }: Place,
): Setting {
  if (t.frame.globals.has(name)) return setGlobal(t, name, kind, at);
  const own = t.scope.findOwn(name);
  const isOwn = own && own.missing === undefined && own.kind.type !== "symbol";
  if (isOwn && isSameVariable(t, own, name, { readsItself, isTarget })) return setAgain(t, own, kind);
  return setNew(t, name, kind, at, isTarget);
}

function setGlobal(t: Translator, name: string, kind: Kind, at: Span): Setting {
  const binding = t.module.bindings.get(name);
  if (!binding || binding.missing !== undefined)
    t.fail(`\`global ${name}\` names no variable that an earlier cell sets`, at);
  return setAgain(t, binding, kind);
}

/** Whether the variable that is there is set again, rather than declared anew. */
function isSameVariable(t: Translator, own: Binding, name: string, place: Omit<Place, "at">): boolean {
  const { owner } = t.scope;
  if (owner.kind === "function" || own.cell === t.cell) return true;
  return t.scope === owner
    ? (place.readsItself ?? false)
    : isNeededOutside(t, ownBlocks(t), name, place.isTarget ?? false);
}

function setAgain(t: Translator, binding: Binding, kind: Kind): Setting {
  const joined = join(binding.kind, kind);
  if (binding.declaration !== undefined) {
    const before = t.learned.mutable.get(binding.declaration)?.isMixed ?? false;
    const isMixed = before || joined.type === "unknown";
    t.learned.mutable.set(binding.declaration, { isMixed });
  }
  // In a branch or a loop it may be either from here on.
  binding.kind = t.scope.kind === "block" ? joined : kind;
  return { keyword: "", name: binding.name, isMixed: false, isExtended: false };
}

function setNew(t: Translator, name: string, kind: Kind, at: Span, isTarget: boolean): Setting {
  const blocks = ownBlocks(t);
  const target = targetBlock(t, blocks, name, isTarget);
  const declaration = `${t.cell}:${at.from}:${name}`;
  const binding: Binding = { name: t.safeName(name), kind, declaration, cell: t.cell };
  if (target && target.scope !== t.scope) {
    target.scope.bindings.set(name, binding);
    target.hoisted.push(binding.name);
    return { keyword: "", name: binding.name, isMixed: false, isExtended: false };
  }
  t.scope.bindings.set(name, binding);
  const known = t.known.mutable.get(declaration);
  return {
    keyword: known ? "let" : "const",
    name: binding.name,
    isMixed: known?.isMixed ?? false,
    isExtended: t.known.extended.has(declaration),
  };
}

/** Blocks of the function, or of the cell, from the outermost to the one that is being translated. */
function ownBlocks(t: Translator): Block[] {
  const { owner } = t.scope;
  return t.blocks.filter(({ scope }) => ownerOf(scope) === owner);
}

const ownerOf = (scope: Scope) => scope.owner;

/** The innermost block outside of which the name is not needed. */
function targetBlock(
  t: Translator,
  blocks: readonly Block[],
  name: string,
  isTarget: boolean,
): Block | undefined {
  let target = blocks.length - 1;
  for (let depth = blocks.length - 1; depth > 0; depth--)
    if (isNeededAround(t, blocks, depth, name, isTarget)) target = depth - 1;
  return blocks[target];
}

const isNeededOutside = (t: Translator, blocks: readonly Block[], name: string, isTarget: boolean) =>
  blocks.some((_, depth) => depth > 0 && isNeededAround(t, blocks, depth, name, isTarget));

function isNeededAround(
  t: Translator,
  blocks: readonly Block[],
  depth: number,
  name: string,
  isTarget: boolean,
): boolean {
  const inner = blocks[depth]!;
  const outer = blocks[depth - 1]!;
  // A loop may go on with what its last round has set.
  const isOwnTarget = isTarget && depth === blocks.length - 1;
  if (!isOwnTarget && readsFirst(inner.statements, name)) return true;
  const others = outer.statements.filter((_, index) => index !== outer.at);
  const isCell = depth === 1 && t.scope.owner === t.module;
  if (!isCell) return reads(others, name);
  const later = t.cells.slice(t.cell + 1).flatMap(({ program }) => program?.statements ?? []);
  return readsFirst([...outer.statements.slice(outer.at + 1), ...later], name);
}
