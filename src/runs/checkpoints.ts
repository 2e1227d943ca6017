import { statSync } from "node:fs";
import path from "node:path";
import { pathsOf } from "./paths.js";
import type { CheckpointLine, RunRecord } from "./record.js";

/** A folder that a run wrote and that still holds what it wrote. */
export interface StoredCheckpoint extends CheckpointLine {
  /** As it is now; the line's own may be of another place. */
  folder: string;
}

/** One of these is in every checkpoint and in every saved model or adapter. */
const marks = ["trainer_state.json", "adapter_config.json", "config.json"];

/** A file's time may be rounded, or of another machine's clock, in milliseconds. */
const tolerance = 3000;

/**
 * What of a run's checkpoints is there, by step: rotation removes some, and a later run with the same outputDir
 * writes over others, which shows by a time after this run's.
 */
export function storedCheckpoints(
  lines: readonly CheckpointLine[],
  record: Pick<RunRecord, "cwd">,
  store: string,
): StoredCheckpoint[] {
  const here = pathsOf(record, store);
  const last = new Map(lines.map((line) => [line.folder, line]));
  return [...last.values()]
    .map((line) => ({ ...line, folder: here(line.folder) }))
    .filter(({ folder, savedAt }) => {
      const written = writtenAt(folder);
      return written !== undefined && written <= Date.parse(savedAt) + tolerance;
    })
    .sort((a, b) => a.step - b.step || a.folder.localeCompare(b.folder));
}

function writtenAt(folder: string): number | undefined {
  for (const name of marks) {
    const found = statSync(path.join(folder, name), { throwIfNoEntry: false });
    if (found) return found.mtimeMs;
  }
  return undefined;
}
