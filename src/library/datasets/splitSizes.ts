import { SummnbError } from "../errors.js";

export interface SplitSizes {
  /** A share between 0 and 1, or a number of rows. Default: what `trainSize` leaves, else 0.25. */
  testSize?: number;
  /** A share between 0 and 1, or a number of rows. Default: what `testSize` leaves. */
  trainSize?: number;
}

/** Rows for training and test out of `rows`, rounded as Hugging Face does: test up, train down. */
export function splitSizes(rows: number, sizes: SplitSizes): { train: number; test: number } {
  const { trainSize } = sizes;
  const testSize = sizes.testSize ?? (trainSize === undefined ? 0.25 : undefined);
  const wantedTest = testSize === undefined ? undefined : count("testSize", testSize, rows, Math.ceil);
  const wantedTrain = trainSize === undefined ? undefined : count("trainSize", trainSize, rows, Math.floor);
  const test = wantedTest ?? rows - wantedTrain!;
  const train = wantedTrain ?? rows - test;
  if (train + test > rows)
    throw new SummnbError(
      `trainSize and testSize ask for ${train + test} rows of ${rows}: make one of them smaller.`,
    );
  if (train === 0)
    throw new SummnbError(
      `Of ${rows} row(s), a testSize of ${testSize} leaves none for training: make it smaller.`,
    );
  return { train, test };
}

function count(name: string, size: number, rows: number, round: (value: number) => number): number {
  if (size > 0 && size < 1) return round(size * rows);
  if (Number.isInteger(size) && size > 0 && size < rows) return size;
  throw new SummnbError(
    `${name} ${size} is neither a share between 0 and 1 nor a number of rows below ${rows}: correct it.`,
  );
}
