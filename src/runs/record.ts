/** What a run's folder holds, as JSON. Timestamps are ISO 8601 in UTC. */

/** How far a run came. `died` is never written: a reader finds it when a running run's process is gone. */
export type RunState = "running" | "finished" | "interrupted" | "failed" | "died";

export interface GitState {
  commit: string;
  /** `null` on a detached head. */
  branch: string | null;
  /** Whether tracked files differed from the commit. */
  dirty: boolean;
}

/** `run.json`: everything needed to repeat the run. */
export interface RunRecord {
  id: string;
  /** The user's name for it, such as `flan-lora`. */
  name: string;
  state: RunState;
  startedAt: string;
  finishedAt?: string;
  /** Why it ended, for a run that failed. */
  message?: string;
  /** Process and machine that ran it, to tell a running run from a dead one. */
  pid: number;
  /** Tells that process from a later one with its number; missing where the system does not say. */
  processStart?: string;
  hostname: string;
  /** Folder that relative paths of the arguments start at. Older records lack it. */
  cwd?: string;
  /** The notebook or program that trained; missing where that is not known. */
  source?: RunSource;
  /** Updates that the run is to make; missing before its training begins. */
  maxSteps?: number;
  /** The Trainer's arguments and whatever else configures the run. */
  arguments: Record<string, unknown>;
  /** Versions of what computed it, such as node, summnb, libtorch. */
  versions: Record<string, string>;
  device: string | null;
  seed: number | null;
  /** Data set's name or split to a fingerprint of its rows. */
  data: Record<string, string>;
  /** Of the same keys as `data`: what the rows are called, and how many there are. Older records lack it. */
  datasets?: Record<string, DatasetRecord>;
  /** What was trained. Older records lack it. */
  model?: ModelRecord;
  /** How rows became token ids: sourcePrefix or promptTemplate, maxSourceLength, maxTargetLength. */
  preprocessing?: Record<string, unknown>;
  git: GitState | null;
  /** Figures that sum the run up, such as trainLoss and evalLoss. */
  results: Record<string, unknown>;
  /** For a trial of a hyper-parameter search. */
  search?: TrialRecord;
}

export interface DatasetRecord {
  /** Missing for rows that were tokenized before. */
  name?: string;
  rows: number;
  /** Ids on the Hub of the data sets that the rows came from. Missing for rows that were tokenized before. */
  hubIds?: readonly string[];
}

export interface ModelRecord {
  /** The folder or Hub id that the user gave. */
  name: string;
  /** Whether that was a folder. */
  isLocal: boolean;
  /** Architecture as in config.json, such as t5. */
  type: string;
  /** Parameters of the model with its adapter, and those of them that learn. */
  parameters: { total: number; trainable: number };
}

/** A run's part in a hyper-parameter search. */
export interface TrialRecord {
  /** The same for all trials of a search: a hash of what it searches. */
  key: string;
  /** Its number, from 1. */
  trial: number;
  /** What was chosen for it. */
  parameters: Record<string, unknown>;
  metric: string;
  /** What the metric came to; missing while the trial runs, and null when it came to nothing. */
  value?: number | null;
  /** Whether it was ended early because it promised little. */
  pruned?: boolean;
}

/**
 * One line of `metrics.jsonl`: a log, after an evaluation with `evalLoss`, its `metrics` and their bootstrap
 * `intervals`. A figure that is no number (NaN, infinity) is null there.
 */
export type MetricsLine = Record<string, unknown>;

/** One line of `summaries.jsonl`. */
export interface SummaryLine {
  step?: number;
  index: number;
  document?: string;
  reference?: string;
  prediction: string;
}

/** What started a run, for the way back to it. */
export interface RunSource {
  /** Absolute path of a notebook, or of a program. */
  file: string;
  /** nbformat's id of the notebook's cell. */
  cell?: string;
}

/** One line of `checkpoints.jsonl`: a folder that the run wrote. Whether it is still there is another matter. */
export interface CheckpointLine {
  step: number;
  /** Absolute. */
  folder: string;
  /** A checkpoint can be gone on from; a model is what was saved at the end. */
  kind: "checkpoint" | "model";
  savedAt: string;
}

/** Names inside a run's folder. */
export const runFiles = {
  record: "run.json",
  metrics: "metrics.jsonl",
  summaries: "summaries.jsonl",
  checkpointList: "checkpoints.jsonl",
  checkpoints: "checkpoints",
} as const;
