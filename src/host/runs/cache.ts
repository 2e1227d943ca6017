/**
 * All runs of some stores as they are on disk. Only files that changed are read again, so that a look at a
 * thousand runs costs a thousand `stat`s, and whoever asks between two looks is answered at once.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { setImmediate as pause } from "node:timers/promises";
import {
  type CheckpointLine,
  type MetricsLine,
  parseJsonLines,
  parseRecord,
  type RunRecord,
  runFiles,
  withoutDead,
} from "../../runs/index.js";
import { type Figure, newestFigures } from "./figures.js";
import { lastLines } from "./tail.js";

export interface RunEntry {
  /** The store that holds it. */
  readonly store: string;
  readonly folder: string;
  readonly record: RunRecord;
  readonly figures: ReadonlyMap<string, Figure>;
  readonly checkpoints: readonly CheckpointLine[];
}

/** What changed since the last look; folders of runs. */
export interface RunChanges {
  added: string[];
  removed: string[];
  changed: string[];
}

interface Known {
  entry: RunEntry;
  version: Version;
}

/** Times and sizes of the files that an entry was read from. */
interface Version {
  record: string;
  rest: string;
}

/**
 * Milliseconds of reading before others get their turn. Small files are read several times as fast one after the
 * other as by the thread pool, so this is how a look stays short and nobody waits for it.
 */
const slice = 10;

export class RunCache {
  private stores: readonly string[] = [];
  private known = new Map<string, Known>();
  private sorted: readonly RunEntry[] | undefined;
  private looks: Promise<unknown> = Promise.resolve();

  /** All runs, the newest first. */
  get runs(): readonly RunEntry[] {
    this.sorted ??= [...this.known.values()]
      .map(({ entry }) => entry)
      .sort((a, b) => compareText(b.record.startedAt, a.record.startedAt) || compareText(b.folder, a.folder));
    return this.sorted;
  }

  get(folder: string): RunEntry | undefined {
    return this.known.get(folder)?.entry;
  }

  /** Looks at all runs of these stores, which are those of later looks, too. */
  look(stores: readonly string[] = this.stores): Promise<RunChanges> {
    this.stores = stores;
    return this.afterOthers(() => {
      const folders = stores.flatMap(foldersIn);
      const there = new Set(folders);
      const gone = [...this.known.keys()].filter((folder) => !there.has(folder));
      return this.lookAt([...folders, ...gone], false);
    });
  }

  /** Looks at some runs only, and at all files of theirs. */
  lookAgain(folders: readonly string[]): Promise<RunChanges> {
    return this.afterOthers(() => this.lookAt(folders, true));
  }

  /** One look at a time, so that an old answer never replaces a new one. */
  private afterOthers<T>(look: () => Promise<T>): Promise<T> {
    const result = this.looks.then(look);
    this.looks = result.catch(() => {});
    return result;
  }

  private async lookAt(folders: readonly string[], closely: boolean): Promise<RunChanges> {
    const changes: RunChanges = { added: [], removed: [], changed: [] };
    let start = performance.now();
    for (const folder of new Set(folders)) {
      const kind = this.lookAtRun(folder, closely);
      if (kind) changes[kind].push(folder);
      if (performance.now() - start < slice) continue;
      await pause();
      start = performance.now();
    }
    if (Object.values(changes).some(({ length }) => length > 0)) this.sorted = undefined;
    return changes;
  }

  private lookAtRun(folder: string, closely: boolean): keyof RunChanges | undefined {
    const old = this.known.get(folder);
    const record = versionOf(folder, runFiles.record);
    if (record === missing) return this.known.delete(folder) ? "removed" : undefined;
    // A run that has ended logs no more; its checkpoints may grow, which a watcher tells.
    const hasEnded = old?.version.record === record && old.entry.record.state !== "running";
    const rest =
      hasEnded && !closely
        ? old.version.rest
        : `${versionOf(folder, runFiles.metrics)} ${versionOf(folder, runFiles.checkpointList)}`;
    if (old?.version.record === record && old.version.rest === rest) {
      const now = withoutDead(old.entry.record);
      if (now === old.entry.record) return undefined;
      this.known.set(folder, { version: old.version, entry: { ...old.entry, record: now } });
      return "changed";
    }
    const entry = readEntry(folder);
    // A record that can't be read is no run; it may be one when it is whole.
    if (!entry) return this.known.delete(folder) ? "removed" : undefined;
    this.known.set(folder, { version: { record, rest }, entry });
    return old ? "changed" : "added";
  }
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Folders of a store; none of one that is not there. */
function foldersIn(store: string): string[] {
  try {
    const entries = readdirSync(store, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(store, name));
  } catch {
    return [];
  }
}

const missing = "-";

function versionOf(folder: string, name: string): string {
  const found = statSync(path.join(folder, name), { throwIfNoEntry: false });
  return found ? `${found.mtimeMs}:${found.size}:${found.ino}` : missing;
}

function readEntry(folder: string): RunEntry | undefined {
  try {
    const record = parseRecord(readFileSync(path.join(folder, runFiles.record), "utf8"));
    const lines = lastLines<MetricsLine>(path.join(folder, runFiles.metrics));
    return {
      store: path.dirname(folder),
      folder,
      record,
      figures: newestFigures(lines, record.results),
      checkpoints: parseJsonLines<CheckpointLine>(textOf(path.join(folder, runFiles.checkpointList))),
    };
  } catch (error) {
    if (error instanceof SyntaxError || isMissing(error)) return undefined;
    throw error;
  }
}

function textOf(file: string): string {
  return statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, "utf8") : "";
}

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === "ENOENT";
