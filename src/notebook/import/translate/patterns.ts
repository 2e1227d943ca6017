import { type Kind, unknown } from "../kinds.js";
import type { Expression } from "../python/ast.js";
import type { Translator } from "./translator.js";

/** Kinds of the parts of a value that is taken apart. */
export function partKinds(kind: Kind, count: number): Kind[] {
  if (kind.type !== "list") return new Array<Kind>(count).fill(kind.type === "cell" ? kind : unknown);
  return Array.from({ length: count }, (_, index) => kind.items?.[index] ?? kind.item);
}

/** Names of parameters or of a loop's target, known in the scope that is open; the pattern that takes the value apart. */
export function bindPattern(t: Translator, target: Expression, kind: Kind): string {
  if (target.type === "name") {
    const name = t.safeName(target.name);
    t.scope.bindings.set(target.name, { name, kind, cell: t.cell });
    return name;
  }
  if (target.type !== "tuple" && target.type !== "list")
    return t.fail(`\`${t.python(target)}\` is set by a loop`, target);
  const kinds = partKinds(kind, target.items.length);
  return `[${target.items.map((item, index) => bindPattern(t, item, kinds[index]!)).join(", ")}]`;
}
