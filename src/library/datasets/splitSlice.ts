import { SummnbError } from "../errors.js";

/** A part of a split as Hugging Face writes it: `train`, `train[:10%]`, `train[100:200]`, `test[-50:]`. */
export interface SplitSlice {
  split: string;
  /** Row numbers of a split with `rows` rows: from `start` up to but not including `end`. */
  range(rows: number): { start: number; end: number };
}

export function parseSplitSlice(text: string): SplitSlice {
  const match = /^([^[\]]+)(?:\[(-?\d+%?)?:(-?\d+%?)?\])?$/.exec(text.trim());
  if (!match)
    throw new SummnbError(
      `"${text}" names no split or part of one: write for example train, train[:10%] or test[100:200].`,
    );
  const [, split, from, to] = match;
  return {
    split: split!,
    range: (rows) => {
      const start = boundary(from, rows, 0);
      return { start, end: Math.max(start, boundary(to, rows, rows)) };
    },
  };
}

function boundary(text: string | undefined, rows: number, missing: number): number {
  if (text === undefined) return missing;
  const value = Number.parseInt(text, 10);
  const row = text.endsWith("%") ? roundHalfEven((value * rows) / 100) : value;
  return Math.min(Math.max(row < 0 ? row + rows : row, 0), rows);
}

/** Python's `round`. */
function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
