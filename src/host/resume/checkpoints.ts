/** The last whole checkpoint of a run, as its record and its output folder tell. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { readRun } from "../../runs/index.js";

export interface Checkpoint {
  /** Such as `checkpoint-200`. */
  name: string;
  folder: string;
}

/** What the library writes last into a checkpoint: a folder without it is not whole. */
const seal = "manifest.json";

/**
 * The newest checkpoint that a run has sealed, or undefined. `notebookFolder` is where the kernel ran: relative paths
 * and, without SUMMNB_RUNS, the run store start there.
 */
export function lastCheckpoint(runId: string, notebookFolder: string): Checkpoint | undefined {
  try {
    const root = process.env.SUMMNB_RUNS ?? path.join(notebookFolder, "runs");
    const { outputDir } = readRun(runId, path.resolve(notebookFolder, root)).record.arguments;
    return typeof outputDir === "string" ? newestIn(path.resolve(notebookFolder, outputDir)) : undefined;
  } catch {
    // No such run, or no such folder: then there is nothing to go on from.
    return undefined;
  }
}

export function newestIn(outputDir: string): Checkpoint | undefined {
  const steps = readdirSync(outputDir)
    .map((name) => /^checkpoint-(\d+)$/.exec(name)?.[1])
    .filter((step) => step !== undefined)
    .map(Number)
    .sort((a, b) => b - a);
  for (const step of steps) {
    const name = `checkpoint-${step}`;
    const folder = path.join(outputDir, name);
    if (existsSync(path.join(folder, seal))) return { name, folder };
  }
  return undefined;
}
