/** What goes between the thread of a program and the thread that runs its model. */
import type { GeneratedSequence } from "../../generation/batch.js";
import type { Settings } from "../../generation/options.js";

/** What the worker needs to open a model. */
export interface OpenModel {
  /** Absolute paths; `decoderWithPast` null where `decoder` has both in one. */
  encoder: string;
  decoder: string;
  decoderWithPast: string | null;
  /** Names of onnxruntime's execution providers, first choice first. */
  providers: readonly string[];
  /** Threads of an operator; null leaves them to onnxruntime, which takes one a core. */
  threads: number | null;
  /** What config.json says of the decoder, against which the graphs are checked. */
  shape: DecoderShape;
}

export interface DecoderShape {
  layers: number;
  heads: number;
  /** Width of a head's keys and values. */
  headWidth: number;
  vocabSize: number;
}

export interface SearchJob {
  sources: readonly (readonly number[])[];
  settings: Settings;
  /** Of the generator that draws, where the settings draw. */
  random: readonly number[] | null;
}

export type ToWorker =
  | { type: "search"; id: number; job: SearchJob }
  | { type: "abort"; id: number }
  | { type: "close" };

export interface Failure {
  /** One sentence for the user. */
  message: string;
}

export type FromWorker =
  | { type: "opened" }
  | { type: "refused"; failure: Failure }
  | { type: "step"; id: number; ids: readonly (readonly [row: number, id: number])[] }
  | {
      type: "done";
      id: number;
      sequences: GeneratedSequence[];
      random: readonly number[] | null;
    }
  | { type: "failed"; id: number; failure: Failure };
