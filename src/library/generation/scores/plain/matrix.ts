/** A matrix of numbers in row-major order; truth values are 0 and 1. */
export class Matrix<A extends Float32Array | Uint8Array | Int32Array> {
  constructor(
    readonly data: A,
    readonly rows: number,
    readonly columns: number,
  ) {}

  row(index: number): A {
    return this.data.subarray(index * this.columns, (index + 1) * this.columns) as A;
  }
}

export type Floats = Matrix<Float32Array>;
export type Bools = Matrix<Uint8Array>;
export type Indices = Matrix<Int32Array>;

export interface PlainKinds {
  float: Floats;
  bool: Bools;
  index: Indices;
}

export const floats = (rows: number, columns: number): Floats =>
  new Matrix(new Float32Array(rows * columns), rows, columns);
export const bools = (rows: number, columns: number): Bools =>
  new Matrix(new Uint8Array(rows * columns), rows, columns);
export const indices = (rows: number, columns: number): Indices =>
  new Matrix(new Int32Array(rows * columns), rows, columns);

/** A function of every element. */
export function each(x: Floats, change: (value: number) => number): Floats {
  const result = floats(x.rows, x.columns);
  for (let i = 0; i < x.data.length; i++) result.data[i] = change(x.data[i]!);
  return result;
}

/** A number for every row, as a matrix of one column. */
export function perRow(x: Floats, reduce: (row: Float32Array) => number): Floats {
  const result = floats(x.rows, 1);
  for (let row = 0; row < x.rows; row++) result.data[row] = reduce(x.row(row));
  return result;
}

/** Fills `result` with a function of elements of the same place; a `y` of one column, or a number, counts for a whole row. */
export function zip<A extends Float32Array | Uint8Array>(
  result: Matrix<A>,
  x: Floats,
  y: Floats | number,
  combine: (x: number, y: number) => number,
): Matrix<A> {
  const { rows, columns, data } = x;
  const step = typeof y !== "number" && y.columns > 1 ? 1 : 0;
  for (let row = 0; row < rows; row++) {
    let other = typeof y === "number" ? 0 : row * y.columns;
    for (let i = row * columns; i < (row + 1) * columns; i++) {
      result.data[i] = combine(data[i]!, typeof y === "number" ? y : y.data[other]!);
      other += step;
    }
  }
  return result;
}
