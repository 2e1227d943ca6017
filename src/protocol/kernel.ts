/**
 * What the host and the command line say to a kernel process and what it says back: `vscode-jsonrpc`
 * over a local socket (named pipe on Windows). The first request must be `initialize` with the token.
 */
import type { DatasetColumn } from "./language.js";
import type { NotebookOutput } from "./nbformat.js";
import type { OutputDelta } from "./outputs.js";

export const protocolVersion = 1;

/** Written by the kernel to its private folder once it listens; the folder is 0700, the file 0600. */
export interface KernelConnectionFile {
  protocolVersion: number;
  pid: number;
  /** Socket path or pipe name. */
  address: string;
  token: string;
  notebook: string;
}

export interface InitializeParams {
  token: string;
  protocolVersion: number;
  /** Events after this number are replayed; 0 for all. */
  replayAfter: number;
}

export interface KernelInfo {
  pid: number;
  node: string;
  /** Number of the newest event in the log. */
  lastEvent: number;
  /** The cell that runs now, if any. */
  running: { cellId: string; executionId: string } | null;
  executionCount: number;
}

export interface ExecuteParams {
  /** nbformat id of the cell. */
  cellId: string;
  /** Chosen by the client, unique in the session. */
  executionId: string;
  code: string;
  /** Whether those that wait behind it are forgotten when it does not succeed, as Jupyter's `stop_on_error`. */
  stopOnError?: boolean;
}

export interface ExecuteResult {
  status: "ok" | "error" | "interrupted";
  executionCount: number;
}

export interface InspectParams {
  /** An identifier or member expression such as `trainer` or `model.config`. */
  expression: string;
}

export interface InspectResult {
  found: boolean;
  /** Markdown to show in a hover. */
  markdown: string;
  /** Of a data set: its columns. */
  columns?: DatasetColumn[];
}

/** What the process and its tensors hold, in bytes. */
export interface KernelMemory {
  /** The device that models run on by default, such as "cuda:0"; null until something has needed one. */
  device: string | null;
  /** Resident memory of the process, now and at most. */
  residentBytes: number;
  peakResidentBytes: number;
  /** What tensors hold on the device; null as long as there are none, or where the device does not tell. */
  deviceMemory: { allocated: number; peak: number; total?: number } | null;
}

export interface KernelStatus extends KernelMemory {
  state: "idle" | "busy";
  uptimeSeconds: number;
}

/** A variable of the notebook, or a member of one. */
export interface VariableInfo {
  name: string;
  /** How a cell reaches it, such as `model.config`; the way to ask for its members and statistics. */
  expression: string;
  /** Such as `Tensor`, `Dataset`, `Array`, `string`. */
  type: string;
  /** Extents of a tensor, rows and columns of a data set, length of a list; null where there is none. */
  shape: number[] | null;
  dtype: string | null;
  device: string | null;
  /** What its tensors, typed arrays or characters hold; null where nobody knows. */
  bytes: number | null;
  /** The beginning of its value as text; empty where the other figures say it all. */
  value: string;
  hasMembers: boolean;
  /** Its figures can be asked for by `statistics`. */
  isTensor: boolean;
}

export interface VariablesParams {
  /** The expression whose members are asked for; without it the notebook's variables. */
  parent?: string;
}

/** Figures of a tensor's elements; those of the finite ones are null where there are none. */
export interface TensorStatistics {
  numel: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  /** With Bessel's correction, as torch.std. */
  std: number | null;
  nanCount: number;
  infCount: number;
}

/** Why a kernel ends by itself. */
export interface KernelEnding {
  reason: "shutdown" | "alone" | "detachedTooLong" | "unused" | "failed";
  /** The rest of the sentence "The kernel ended: …". */
  message: string;
}

/** Names of the files beside the connection file. */
export const kernelFiles = { events: "events.jsonl", vitals: "vitals.json", stderr: "stderr.log" } as const;

/**
 * A line of `events.jsonl`, from which a window shows what a kernel did that is gone: the process first, then its
 * events, at the end why it ended. A kernel that was killed has no last line.
 */
export type KernelLogLine = { pid: number } | KernelEvent | { ending: KernelEnding };

/** `vitals.json`: the last figures that a kernel wrote of itself, to explain its death; at most a second old while a cell runs. */
export interface KernelVitals extends KernelMemory {
  pid: number;
  /** Memory that the system (or the container) could still give, and all there is. */
  availableBytes: number;
  totalBytes: number;
  /** Processes that the system has ended for want of memory since it started; null where it does not tell. */
  oomKills: number | null;
}

/** What happened, in order. `event` counts from 1; the log is append-only and survives the client. */
export type KernelEvent = { event: number } & (
  | { type: "started"; cellId: string; executionId: string; executionCount: number; startTime: number }
  | { type: "output"; cellId: string; executionId: string; outputId: string; output: NotebookOutput }
  | { type: "replaceOutput"; cellId: string; executionId: string; outputId: string; output: NotebookOutput }
  | { type: "clearOutput"; cellId: string; executionId: string }
  | { type: "delta"; cellId: string; executionId: string; delta: OutputDelta }
  | {
      type: "finished";
      cellId: string;
      executionId: string;
      status: ExecuteResult["status"];
      endTime: number;
      /** Line and column of an error inside the cell, counted from 1. */
      errorAt?: { line: number; column: number };
    }
);

/** JSON-RPC method names. */
export const methods = {
  initialize: "initialize",
  execute: "execute",
  interrupt: "interrupt",
  inspect: "inspect",
  status: "status",
  variables: "variables",
  statistics: "statistics",
  shutdown: "shutdown",
  /** Notification, kernel to client: a KernelEvent. */
  event: "event",
  /** Notification, kernel to client: a KernelEnding, before the kernel ends by itself. */
  ending: "ending",
} as const;
