import type { NotebookVariables } from "../modules/index.js";

const identifier = String.raw`[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*`;
const path = new RegExp(
  String.raw`^${identifier}(?:\??\.${identifier}|\[\d+\]|\["[^"\\]*"\]|\['[^'\\]*'\])*$`,
  "u",
);
const step = new RegExp(String.raw`${identifier}|\d+|"[^"]*"|'[^']*'`, "gu");

/**
 * The value of a variable or of a member of one, such as `model.config.layers[1]`; undefined when there is none.
 * Only such paths are looked up; nothing is called but getters, whose errors are thrown.
 */
export function lookUp(expression: string, variables: NotebookVariables): { value: unknown } | undefined {
  const trimmed = expression.trim();
  if (!path.test(trimmed)) return undefined;
  const [root, ...members] = trimmed.match(step)!.map((part) => part.replace(/^["']|["']$/g, ""));
  if (!variables.has(root!)) return undefined;
  let value = variables.values[root!];
  for (const member of members) {
    if (value === null || value === undefined || !(member in Object(value))) return undefined;
    value = (value as Record<string, unknown>)[member];
  }
  return { value };
}

const plainName = new RegExp(`^${identifier}$`, "u");

/** The expression of a member, or undefined for a name that no path can have. */
export function memberOf(parent: string, name: string): string | undefined {
  if (plainName.test(name)) return `${parent}.${name}`;
  if (/^\d+$/.test(name)) return `${parent}[${name}]`;
  return /["\\]/.test(name) ? undefined : `${parent}["${name}"]`;
}
