import type { OutputPatch } from "../../protocol/index.js";

type Data = Record<string, unknown>;

/**
 * What turns `before` into `after`, or undefined when nothing does: keys that differ are set, and arrays
 * that only grew get the new items. Unchanged parts are found by identity, so that a long log costs nothing.
 */
export function patchBetween(before: Data, after: Data): OutputPatch | undefined {
  const set: Data = {};
  const append: Record<string, unknown[]> = {};
  for (const [key, value] of Object.entries(after)) {
    const old = before[key];
    if (Object.is(old, value)) continue;
    if (Array.isArray(old) && Array.isArray(value) && isPrefix(old, value)) {
      if (value.length > old.length) append[key] = value.slice(old.length);
    } else if (typeof value !== "object" || JSON.stringify(old) !== JSON.stringify(value)) set[key] = value;
  }
  const patch: OutputPatch = {};
  if (Object.keys(set).length) patch.set = set;
  if (Object.keys(append).length) patch.append = append;
  return patch.set || patch.append ? patch : undefined;
}

function isPrefix(short: unknown[], long: unknown[]): boolean {
  return short.length <= long.length && short.every((item, index) => Object.is(item, long[index]));
}
