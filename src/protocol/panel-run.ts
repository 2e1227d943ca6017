/** What the Train LoRA panel shows of a run: what its kernel said so far, cell by cell. */
import type { OutputDelta, OutputKind, OutputPayload } from "./outputs.js";

export type RunPhase = "starting" | "running" | "stopping" | "finished" | "stopped" | "failed";

export interface RunCell {
  id: string;
  title: string;
  state: "waiting" | "running" | "done" | "stopped" | "failed";
}

/** An output of ours, as a notebook shows it. */
export interface RunOutput {
  /** Of the output in the kernel's events; a replacement has the same one. */
  key: string;
  cellId: string;
  kind: OutputKind;
  payload: OutputPayload;
}

/** What a cell printed, in one piece between two other outputs; it comes again as a whole when it grows. */
export interface RunText {
  key: string;
  text: string;
}

export interface RunHead {
  name: string;
  /** Path of its notebook, as the workspace shows it. */
  notebook: string;
  phase: RunPhase;
  cells: RunCell[];
  /** Why it ended early, in a sentence, and in which cell. */
  problem?: { message: string; where?: string };
  /** Whether its kernel, with the trained model, is still there. */
  alive: boolean;
}

/** Host to panel about the run. A head comes with every change of a cell; outputs and lines as they happen. */
export type RunMessage =
  | { type: "run"; head: RunHead; outputs: RunOutput[]; log: RunText[] }
  | { type: "runHead"; head: RunHead }
  | { type: "runOutput"; output: RunOutput }
  | { type: "runDelta"; delta: OutputDelta }
  | { type: "runText"; text: RunText };
