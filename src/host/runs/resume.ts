/** How a run that ended early goes on. */
import { storedCheckpoints } from "../../runs/index.js";
import type { RunEntry } from "./cache.js";

/** The newest checkpoint of a run that ended before its last step; undefined where nothing can go on. */
export function resumeFolder({ record, checkpoints, store }: RunEntry): string | undefined {
  if (record.state === "running" || record.state === "finished") return undefined;
  return storedCheckpoints(checkpoints, record, store).findLast(({ kind }) => kind === "checkpoint")?.folder;
}

/** The line to put into the cell, or the program, in place of its `train()`. */
export function resumeLine(folder: string): string {
  return `await trainer.train({ resumeFromCheckpoint: ${JSON.stringify(folder)} });`;
}
