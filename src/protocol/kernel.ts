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

export interface KernelStatus {
  state: "idle" | "busy";
  device: string | null;
  /** Resident memory of the process, in bytes. */
  residentBytes: number;
  uptimeSeconds: number;
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
  shutdown: "shutdown",
  /** Notification, kernel to client: a KernelEvent. */
  event: "event",
} as const;
