import { mkdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { RunStoreError } from "./errors.js";
import { appendJsonLine, writeAtomically } from "./files.js";
import { gitState } from "./git.js";
import { newRunId } from "./id.js";
import { processStart } from "./process.js";
import { readRun } from "./read.js";
import {
  type CheckpointLine,
  type DatasetRecord,
  type MetricsLine,
  type ModelRecord,
  type RunRecord,
  type RunState,
  runFiles,
  type SummaryLine,
} from "./record.js";
import { runFolder, runsRoot } from "./root.js";

export interface CreateRunOptions {
  name: string;
  /** Folder of all runs; default `SUMMNB_RUNS` or `./runs`. */
  root?: string | undefined;
  arguments?: Record<string, unknown>;
  versions?: Record<string, string>;
  device?: string | null;
  seed?: number | null;
  data?: Record<string, string>;
  datasets?: Record<string, DatasetRecord>;
  model?: ModelRecord;
  preprocessing?: Record<string, unknown>;
}

/** What may change in a record while the run goes on. */
export type RunUpdate = Partial<Omit<RunRecord, "id" | "startedAt">>;

/**
 * A run that this process writes. Every call is on disk when it returns (the metrics of a killed process
 * are there up to the last call).
 */
export class Run {
  private constructor(
    readonly folder: string,
    private state: RunRecord,
  ) {}

  /** Makes the run's folder and its record; throws a RunStoreError when the folder can't be made. */
  static create(options: CreateRunOptions): Run {
    const root = runsRoot(options.root);
    const id = makeFolder(root, options.name);
    const record: RunRecord = {
      id,
      name: options.name,
      state: "running",
      startedAt: new Date().toISOString(),
      ...thisProcess(),
      arguments: options.arguments ?? {},
      versions: { node: process.versions.node, ...options.versions },
      device: options.device ?? null,
      seed: options.seed ?? null,
      data: options.data ?? {},
      ...(options.datasets ? { datasets: options.datasets } : {}),
      ...(options.model ? { model: options.model } : {}),
      ...(options.preprocessing ? { preprocessing: options.preprocessing } : {}),
      git: gitState(process.cwd()),
      results: {},
      cwd: process.cwd(),
    };
    const run = new Run(path.join(root, id), record);
    run.save();
    return run;
  }

  /** Continues a run that exists, after a crash or an interrupt; it counts as running again. */
  static reopen(id: string, root?: string): Run {
    const folder = runFolder(id, root);
    const record = JSON.parse(readFileSync(path.join(folder, runFiles.record), "utf8")) as RunRecord;
    const run = new Run(folder, record);
    delete record.finishedAt;
    delete record.message;
    delete record.processStart;
    run.update({ state: "running", ...thisProcess() });
    return run;
  }

  get id(): string {
    return this.state.id;
  }

  /** The record as it is on disk. */
  get record(): Readonly<RunRecord> {
    return this.state;
  }

  /** Where the run's checkpoints go; the folder exists. */
  get checkpoints(): string {
    const folder = path.join(this.folder, runFiles.checkpoints);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Adds a line to `metrics.jsonl`. */
  logMetrics(metrics: MetricsLine): void {
    appendJsonLine(path.join(this.folder, runFiles.metrics), metrics);
  }

  /** Adds a line to `summaries.jsonl`. */
  logSummary(summary: SummaryLine): void {
    appendJsonLine(path.join(this.folder, runFiles.summaries), summary);
  }

  /** Adds a folder that the run wrote to `checkpoints.jsonl`. */
  logCheckpoint({ folder, ...line }: Omit<CheckpointLine, "savedAt">): void {
    const savedAt = new Date().toISOString();
    const written: CheckpointLine = { ...line, folder: path.resolve(folder), savedAt };
    appendJsonLine(path.join(this.folder, runFiles.checkpointList), written);
  }

  /** Replaces the given keys of `run.json`. */
  update(changes: RunUpdate): void {
    this.state = { ...this.state, ...changes };
    this.save();
  }

  /** Ends the run; `results` are added to those that the record has. */
  finish(
    state: Exclude<RunState, "running" | "died">,
    results: Record<string, unknown> = {},
    message?: string,
  ): void {
    this.update({
      state,
      finishedAt: new Date().toISOString(),
      results: { ...this.state.results, ...results },
      ...(message === undefined ? {} : { message }),
    });
  }

  private save(): void {
    writeAtomically(path.join(this.folder, runFiles.record), recordText(this.state));
  }
}

function thisProcess(): Pick<RunRecord, "pid" | "hostname" | "processStart"> {
  const start = processStart(process.pid);
  return { pid: process.pid, hostname: hostname(), ...(start === undefined ? {} : { processStart: start }) };
}

/**
 * Replaces keys of a run that has ended, such as what a search says of its trials.
 * @throws RunStoreError when there is no such run
 */
export function updateRun(id: string, changes: RunUpdate, root?: string): void {
  const { folder, record } = readRun(id, root);
  // That a run died is found by its readers and never written.
  const state = record.state === "died" ? "running" : record.state;
  writeAtomically(path.join(folder, runFiles.record), recordText({ ...record, state, ...changes }));
}

const recordText = (record: RunRecord): string => `${JSON.stringify(record, null, 2)}\n`;

/** Starts a run in the store. */
export function createRun(options: CreateRunOptions): Run {
  return Run.create(options);
}

/** Making the folder is what reserves the id, so that processes that start together stay apart. */
function makeFolder(root: string, name: string): string {
  try {
    mkdirSync(root, { recursive: true });
    for (;;) {
      const id = newRunId(name);
      try {
        mkdirSync(path.join(root, id));
        return id;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
  } catch (error) {
    throw new RunStoreError(
      `The run “${name}” can't be kept in ${root} (${(error as Error).message}); set SUMMNB_RUNS to a folder that can be written.`,
    );
  }
}
