import { type Floats, floats, type Indices, indices } from "./matrix.js";

/** Whether a comes before b where the largest comes first; what is not a number counts as largest, as in torch. */
const isAbove = (a: number, b: number): boolean => a > b || (Number.isNaN(a) && !Number.isNaN(b));

/** The `k` largest of every row, largest first, and their columns; of equal ones the first comes first. */
export function topk(x: Floats, k: number): [Floats, Indices] {
  const values = floats(x.rows, k);
  const columns = indices(x.rows, k);
  for (let row = 0; row < x.rows; row++) bestOf(x.row(row), values.row(row), columns.row(row));
  return [values, columns];
}

/** Fills `values` and `columns` by insertion: k is small, and few elements of a row are better than the worst so far. */
function bestOf(row: Float32Array, values: Float32Array, columns: Int32Array): void {
  const k = values.length;
  let filled = 0;
  for (let column = 0; column < row.length; column++) {
    const value = row[column]!;
    if (filled === k && !isAbove(value, values[k - 1]!)) continue;
    let place = filled < k ? filled++ : k - 1;
    while (place > 0 && isAbove(value, values[place - 1]!)) {
      values[place] = values[place - 1]!;
      columns[place] = columns[place - 1]!;
      place--;
    }
    values[place] = value;
    columns[place] = column;
  }
}

/** Every row in order, and the columns that its elements come from; equal ones keep their order. */
export function sort(x: Floats, descending = false): [Floats, Indices] {
  const values = floats(x.rows, x.columns);
  const columns = indices(x.rows, x.columns);
  for (let row = 0; row < x.rows; row++) {
    const from = x.row(row);
    const order = columns.row(row);
    for (let i = 0; i < order.length; i++) order[i] = i;
    const ascending = (a: number, b: number) =>
      isAbove(from[a]!, from[b]!) ? 1 : isAbove(from[b]!, from[a]!) ? -1 : 0;
    order.sort(descending ? (a, b) => ascending(b, a) : ascending);
    const to = values.row(row);
    for (let i = 0; i < order.length; i++) to[i] = from[order[i]!]!;
  }
  return [values, columns];
}

/** The column of every row's largest element, the first of equal ones. */
export function argmax(x: Floats): number[] {
  return Array.from({ length: x.rows }, (_, index) => {
    const row = x.row(index);
    let best = 0;
    for (let i = 1; i < row.length; i++) if (isAbove(row[i]!, row[best]!)) best = i;
    return best;
  });
}
