import { readFileSync } from "node:fs";
import path from "node:path";
import { findRun, listRuns, type MetricsLine, readRun, type StoredRun } from "../../../../runs/index.js";
import type { EvaluationLine, RunFacts } from "./facts.js";

/**
 * The run that made a folder: the one asked for, else the one that a checkpoint in it names, else the newest whose
 * outputDir it is; undefined when none is known.
 * @throws RunStoreError when the one asked for is not there
 */
export function runOfFolder(folder: string | undefined, asked?: string): StoredRun | undefined {
  if (asked !== undefined) return findRun(asked);
  if (folder === undefined) return undefined;
  const known = new Map(listRuns().map((record) => [record.id, record]));
  const named = checkpointRun(folder);
  if (named !== undefined && known.has(named)) return readRun(named);
  const wanted = path.resolve(folder);
  const made = [...known.values()].findLast(({ arguments: { outputDir } }) => {
    return typeof outputDir === "string" && path.resolve(outputDir) === wanted;
  });
  return made && readRun(made.id);
}

/** The run that a checkpoint's trainer_state.json names. */
function checkpointRun(folder: string): string | undefined {
  try {
    const state = JSON.parse(readFileSync(path.join(folder, "trainer_state.json"), "utf8"));
    return typeof state?.summnb?.runId === "string" ? state.summnb.runId : undefined;
  } catch {
    // Most folders are no checkpoints.
    return undefined;
  }
}

const numberOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

function numbers(value: unknown): Record<string, number> {
  return Object.fromEntries(
    Object.entries((value as object | undefined) ?? {}).filter(([, each]) => numberOf(each) !== null),
  );
}

function intervalsOf(value: unknown): Record<string, readonly [number, number]> | undefined {
  const entries = Object.entries((value as object | undefined) ?? {}).flatMap(([name, ends]) => {
    const [low, high] = Array.isArray(ends) ? ends : [ends?.low, ends?.high];
    return numberOf(low) === null || numberOf(high) === null ? [] : [[name, [low, high] as const] as const];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** The evaluations of a run's log, each with the training loss that was logged before it. */
function evaluationsOf(lines: readonly MetricsLine[]): EvaluationLine[] {
  const found: EvaluationLine[] = [];
  let trainLoss: number | null = null;
  for (const line of lines) {
    trainLoss = numberOf(line.loss) ?? trainLoss;
    const evalLoss = numberOf(line.evalLoss);
    if (evalLoss === null) continue;
    const { metrics, intervals } = line;
    found.push({
      step: numberOf(line.step) ?? 0,
      epoch: numberOf(line.epoch) ?? 0,
      trainLoss,
      evalLoss,
      metrics: numbers(metrics),
      intervals: intervalsOf(intervals),
    });
  }
  return found;
}

/** What a card says of a stored run. */
export function runFacts({ record, metrics }: StoredRun): RunFacts {
  const {
    id,
    state,
    arguments: args,
    versions,
    device,
    data,
    datasets = {},
    preprocessing = {},
    results,
  } = record;
  const splits = [...new Set([...Object.keys(data), ...Object.keys(datasets)])];
  return {
    id,
    state,
    arguments: args,
    versions,
    device,
    data: splits.map((split) => ({ split, fingerprint: data[split] ?? "", ...datasets[split] })),
    preprocessing,
    trainLoss: numberOf(results.trainLoss),
    evaluations: evaluationsOf(metrics),
  };
}
