/** Finds the run stores below folders: they are known by the ids of the runs in them, whatever their name. */
import { readdir } from "node:fs/promises";
import path from "node:path";

/** As `newRunId` makes them. */
const runId = /^\d{8}-\d{6}-(?:[a-z0-9-]+-)?[0-9a-f]{4}$/;

/** Large, and never a place of runs. */
const passedOver = new Set(["node_modules", "site-packages", "__pycache__", "checkpoints", "venv"]);

const deepest = 8;
/** A workspace may be a whole disk. */
const mostFolders = 20_000;

export function isRunId(name: string): boolean {
  return runId.test(name);
}

/** Folders that hold runs, below `roots` and `roots` themselves; what can't be read is passed over. */
export async function discoverStores(roots: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  const queue = roots.map((folder) => ({ folder: path.resolve(folder), depth: 0 }));
  for (let seen = 0; seen < queue.length && seen < mostFolders; seen++) {
    const { folder, depth } = queue[seen]!;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    if (folders.some(isRunId)) found.add(folder);
    if (depth === deepest) continue;
    for (const name of folders) {
      if (isRunId(name) || name.startsWith(".") || passedOver.has(name) || name.startsWith("checkpoint-"))
        continue;
      queue.push({ folder: path.join(folder, name), depth: depth + 1 });
    }
  }
  return [...found].sort();
}
