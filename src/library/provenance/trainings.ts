import { currentCell } from "../display/sink.js";
import type { CellMark } from "../display/types.js";
import type { Parameter } from "../nn/index.js";
import type { PromptEnds } from "./prompts.js";

/** How weights came to be other than the model's own: a training of this process, or an adapter's file. */
export interface TrainingNote {
  what: "trained" | "loaded";
  cell: CellMark | undefined;
  /** With `{document}` in the document's place; undefined for rows that came as token ids. */
  prompt?: string;
  ends?: PromptEnds;
  /** Hashes of the inputs' ids, and of the documents where they came as texts. */
  inputs: ReadonlySet<number>;
  documents: ReadonlySet<number>;
  /** Sources that were generated from since: how many begin and end as the training's inputs do, and how many not. */
  sources: { alike: number; other: number; isReported: boolean };
}

const notes = new WeakMap<Parameter, TrainingNote>();

/** Remembers that these parameters are no longer what they were. */
export function noteTraining(parameters: Iterable<Parameter>, note: Omit<TrainingNote, "sources">): void {
  const whole = { ...note, sources: { alike: 0, other: 0, isReported: false } };
  for (const parameter of parameters) notes.set(parameter, whole);
}

/** Remembers that these parameters were read from an adapter's file. */
export function noteLoaded(parameters: Iterable<Parameter>): void {
  noteTraining(parameters, { what: "loaded", cell: currentCell(), inputs: new Set(), documents: new Set() });
}

/** The latest changes of these parameters. */
export function trainingsOf(parameters: Iterable<Parameter>): TrainingNote[] {
  const found = new Set<TrainingNote>();
  for (const parameter of parameters) {
    const note = notes.get(parameter);
    if (note) found.add(note);
  }
  return [...found];
}
