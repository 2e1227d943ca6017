import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";

const pattern = /^checkpoint-(\d+)$/;
const unfinished = /^(?:checkpoint-\d+\.tmp|push-\d+)-(\d+)$/;

export interface CheckpointFolder {
  step: number;
  folder: string;
}

export const checkpointName = (step: number): string => `checkpoint-${step}`;

/** Name under which an upload holds the files of a checkpoint. */
export const heldName = (step: number): string => `push-${step}-${process.pid}`;

/** Checkpoints in a folder, by step; unfinished ones have other names. */
export function listCheckpoints(outputDir: string): CheckpointFolder[] {
  if (!existsSync(outputDir)) return [];
  return readdirSync(outputDir)
    .flatMap((name) => {
      const step = pattern.exec(name)?.[1];
      return step === undefined ? [] : [{ step: Number(step), folder: path.join(outputDir, name) }];
    })
    .sort((a, b) => a.step - b.step);
}

/** Removes what a process that was killed while saving or uploading has left. */
export function removeUnfinished(outputDir: string): void {
  if (!existsSync(outputDir)) return;
  for (const name of readdirSync(outputDir)) {
    const pid = unfinished.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    rmSync(path.join(outputDir, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Removes the oldest checkpoints beyond `limit`, but never the best one or the newest. */
export function rotateCheckpoints(outputDir: string, limit: number | null, best: string | null): void {
  if (limit === null) return;
  const all = listCheckpoints(outputDir);
  const newest = all.at(-1)?.folder;
  const kept = new Set([newest, best].filter((folder) => folder));
  // With a best one that is not the newest, Transformers keeps two even when the limit is one.
  const removable = all.filter(({ folder }) => !kept.has(folder));
  const excess = Math.max(0, all.length - Math.max(limit, kept.size));
  for (const { folder } of removable.slice(0, excess)) rmSync(folder, { recursive: true, force: true });
}
