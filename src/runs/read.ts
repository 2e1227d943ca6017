import { readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { RunStoreError } from "./errors.js";
import { parseJsonLines } from "./files.js";
import { isAlive } from "./process.js";
import { type MetricsLine, type RunRecord, runFiles, type SummaryLine } from "./record.js";
import { runFolder, runsRoot } from "./root.js";

/** A run as its folder tells it. */
export interface StoredRun {
  folder: string;
  record: RunRecord;
  metrics: MetricsLine[];
  summaries: SummaryLine[];
}

/** Records of all runs, oldest first; folders that hold no run are passed over. */
export function listRuns(root?: string): RunRecord[] {
  const folder = runsRoot(root);
  const names = unlessMissing(() => readdirSync(folder)) ?? [];
  return names
    .sort()
    .map((name) => unlessBroken(() => readRecord(path.join(folder, name))))
    .filter((record) => record !== undefined);
}

/** One run with its metrics and summaries; throws a RunStoreError when there is no such run. */
export function readRun(id: string, root?: string): StoredRun {
  const folder = runFolder(id, root);
  let record: RunRecord;
  try {
    record = readRecord(folder);
  } catch (error) {
    throw new RunStoreError(
      `There is no run “${id}” in ${runsRoot(root)} (${(error as Error).message}); \`summnb runs list\` shows those there are.`,
    );
  }
  return {
    folder,
    record,
    metrics: readLines(path.join(folder, runFiles.metrics)),
    summaries: readLines(path.join(folder, runFiles.summaries)),
  };
}

function readRecord(folder: string): RunRecord {
  return parseRecord(readFileSync(path.join(folder, runFiles.record), "utf8"));
}

/** The record that a `run.json` holds, `died` found. @throws SyntaxError for a text that is no record */
export function parseRecord(text: string): RunRecord {
  const record = JSON.parse(text) as RunRecord;
  if (typeof record.id !== "string" || typeof record.state !== "string")
    throw new SyntaxError(`${runFiles.record} is not a run's record`);
  return withoutDead(record);
}

/** A running run whose process is gone has died, and this is found anew at every look. */
export function withoutDead(record: RunRecord): RunRecord {
  return record.state === "running" && isDead(record) ? { ...record, state: "died" } : record;
}

/** Only for a process of this machine can we tell. */
function isDead({ hostname: host, pid, processStart }: RunRecord): boolean {
  return host === hostname() && !isAlive(pid, processStart);
}

function readLines<T>(file: string): T[] {
  return parseJsonLines<T>(unlessMissing(() => readFileSync(file, "utf8")) ?? "");
}

function unlessMissing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function unlessBroken(read: () => RunRecord): RunRecord | undefined {
  try {
    return read();
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}
