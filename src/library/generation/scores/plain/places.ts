/** What takes or changes elements by their place. */
import { type Bools, bools, type Floats, floats, type Indices, Matrix } from "./matrix.js";

export function gather(x: Floats, columns: Indices): Floats {
  const result = floats(columns.rows, columns.columns);
  for (let i = 0; i < result.data.length; i++)
    result.data[i] = x.data[Math.floor(i / columns.columns) * x.columns + columns.data[i]!]!;
  return result;
}

export function gatherBool(x: Bools, columns: Indices): Bools {
  const result = bools(columns.rows, columns.columns);
  for (let i = 0; i < result.data.length; i++)
    result.data[i] = x.data[Math.floor(i / columns.columns) * x.columns + columns.data[i]!]!;
  return result;
}

/** Sets element (row, columns[row, i]) of `x` to source[row, i]. */
export function scatter_<M extends Floats | Bools>(x: M, columns: Indices, source: M): M {
  for (let i = 0; i < columns.data.length; i++)
    x.data[Math.floor(i / columns.columns) * x.columns + columns.data[i]!] = source.data[i]!;
  return x;
}

export const scatterBool = (columns: Indices, source: Bools): Bools =>
  scatter_(bools(source.rows, source.columns), columns, source);

export function selectColumns(x: Floats, columns: readonly number[]): Floats {
  const result = floats(x.rows, columns.length);
  for (let row = 0; row < x.rows; row++)
    for (let i = 0; i < columns.length; i++)
      result.data[row * columns.length + i] = x.data[row * x.columns + columns[i]!]!;
  return result;
}

export function selectRows(x: Floats, rows: readonly number[]): Floats {
  const result = floats(rows.length, x.columns);
  for (let i = 0; i < rows.length; i++) result.row(i).set(x.row(rows[i]!));
  return result;
}

export function fillColumns_(x: Floats, columns: readonly number[], value: number): Floats {
  for (let row = 0; row < x.rows; row++) for (const i of columns) x.data[row * x.columns + i] = value;
  return x;
}

export function fillPlaces_(x: Floats, places: readonly number[], value: number): Floats {
  for (const place of places) x.data[place] = value;
  return x;
}

export function fillMasked_(x: Floats, mask: Bools, value: number): Floats {
  for (let i = 0; i < x.data.length; i++) if (mask.data[i]) x.data[i] = value;
  return x;
}

export function clearColumns_(x: Bools, start: number, count: number): Bools {
  for (let row = 0; row < x.rows; row++) x.row(row).fill(0, start, start + count);
  return x;
}

export function addColumns_(x: Floats, columns: readonly number[], source: Floats): Floats {
  for (let row = 0; row < x.rows; row++)
    for (let i = 0; i < columns.length; i++)
      x.data[row * x.columns + columns[i]!]! += source.data[row * columns.length + i]!;
  return x;
}

export function addPlaces_(x: Floats, places: readonly number[], values: readonly number[]): Floats {
  for (let i = 0; i < places.length; i++) x.data[places[i]!]! += values[i]!;
  return x;
}

/** Beams' continuations with the beams' sums; see `ScoreMath.accumulate`. */
export function accumulate(scores: Floats, sums: readonly (readonly number[])[]): Floats {
  const beams = sums[0]!.length;
  const perSource = scores.rows / sums.length;
  // With a row for every beam the sums can go into the scores themselves.
  const target = perSource === beams ? scores : floats(sums.length * beams, scores.columns);
  for (let source = 0; source < sums.length; source++)
    for (let beam = 0; beam < beams; beam++) {
      const from = scores.row(source * perSource + (perSource === 1 ? 0 : beam));
      const to = target.row(source * beams + beam);
      const sum = Math.fround(sums[source]![beam]!);
      for (let i = 0; i < to.length; i++) to[i] = from[i]! + sum;
    }
  return new Matrix(target.data, sums.length, beams * scores.columns);
}
