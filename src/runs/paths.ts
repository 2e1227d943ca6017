import { existsSync } from "node:fs";
import path from "node:path";
import type { RunRecord } from "./record.js";

/**
 * Paths of a record as they are now: when a project was moved or copied with its run store, what lay in the run's
 * working folder is looked for beside the store.
 */
export function pathsOf(record: Pick<RunRecord, "cwd">, store: string) {
  const now = path.dirname(store);
  const { cwd } = record;
  return (file: string): string => {
    const absolute = path.resolve(cwd ?? now, file);
    if (cwd === undefined || cwd === now || existsSync(absolute)) return absolute;
    const inner = path.relative(cwd, absolute);
    if (inner.startsWith("..") || path.isAbsolute(inner)) return absolute;
    const moved = path.join(now, inner);
    return existsSync(moved) ? moved : absolute;
  };
}
