import { currentCell } from "../display/sink.js";
import type { CellMark } from "../display/types.js";

/** Which cell made what, so that a finding can name the one to correct. */
const madeIn = new WeakMap<object, CellMark>();

/** Remembers that the cell that runs now made this value; outside a notebook there is none. */
export function noteCell(made: object): void {
  const cell = currentCell();
  if (cell) madeIn.set(made, cell);
}

/** What is derived from a value, such as a selection of rows, was made where the value was. */
export function inheritCell<T extends object>(made: T, from: object): T {
  const cell = madeIn.get(from);
  if (cell) madeIn.set(made, cell);
  return made;
}

export function cellOf(made: object | undefined): CellMark | undefined {
  return made && madeIn.get(made);
}

let trainers = 0;

/** Remembers that there is a trainer, whether or not it ever trains. */
export function noteTrainer(trainer: object): void {
  trainers++;
  noteCell(trainer);
}

export const hasTrainer = (): boolean => trainers > 0;
