/** Long curves as few points, of which none of the extremes is missing. */
import { rowsByStep } from "./derived.js";
import type { TrainingLog } from "./outputs.js";

/** A notebook's file holds at most this many rows of a training's log. */
export const mostLogs = 1500;
/** The first and the last rows stay as they are, so that tables begin and end with steps in their order. */
const ends = { first: 10, last: 40 };

/**
 * Positions, in order, of at most `most` values: of each part of the curve the lowest and the highest, and both
 * ends. Values that are missing have no position.
 */
export function extremes(values: ArrayLike<number | null | undefined>, most: number): number[] {
  const known: number[] = [];
  for (let index = 0; index < values.length; index++) if (values[index] != null) known.push(index);
  if (known.length <= most) return known;
  const size = Math.ceil((2 * known.length) / Math.max(2, most - 2));
  const kept: number[] = [];
  for (let start = 0; start < known.length; start += size) {
    let low = known[start]!;
    let high = low;
    for (let at = start; at < Math.min(start + size, known.length); at++) {
      const index = known[at]!;
      if (values[index]! < values[low]!) low = index;
      if (values[index]! > values[high]!) high = index;
    }
    kept.push(Math.min(low, high), ...(low === high ? [] : [Math.max(low, high)]));
  }
  if (kept[0] !== known[0]) kept.unshift(known[0]!);
  if (kept.at(-1) !== known.at(-1)) kept.push(known.at(-1)!);
  return kept;
}

/**
 * A log as about `most` rows at most: of each span of steps the rows with the lowest and highest loss and the highest
 * gradient norm, the evaluations (of very many only their extremes), and both ends. A row tells how many were
 * left out before it and their mean loss. Spans are powers of two, so that a log which is thinned again and again
 * while it grows ends with the same extremes as one that is thinned once.
 */
export function thinLogs(logs: TrainingLog[], most = mostLogs): TrainingLog[] {
  if (logs.length <= most) return logs;
  const rows = rowsByStep(logs);
  if (rows.length <= most) return rows;
  const span = rows.at(-1)!.step - rows[0]!.step;
  let width = 2 ** Math.ceil(Math.log2(Math.max(1, (rivals.length * span) / most)));
  let kept = keepExtremes(rows, width, most);
  while (kept.length > most && width <= span) {
    width *= 2;
    kept = keepExtremes(rows, width, most);
  }
  return kept;
}

/** The figures whose extremes stay, and which of their extremes; `sign` turns the highest into the lowest. */
type Rival = readonly [figure: "loss" | "gradNorm" | "evalLoss", sign: 1 | -1];
const rivals: Rival[] = [
  ["loss", 1],
  ["loss", -1],
  ["gradNorm", -1],
];
const evaluationRivals: Rival[] = [
  ["evalLoss", 1],
  ["evalLoss", -1],
];

const isEvaluation = (row: TrainingLog) => row.evalLoss != null || row.metrics !== undefined;

function keepExtremes(rows: TrainingLog[], width: number, most: number): TrainingLog[] {
  const kept = new Uint8Array(rows.length);
  kept.fill(1, 0, ends.first).fill(1, -ends.last);
  const evaluations = rows.flatMap((row, index) => (isEvaluation(row) ? [index] : []));
  const allEvaluations = evaluations.length <= most / 3;
  for (const index of allEvaluations ? evaluations : evaluations.slice(-1)) kept[index] = 1;
  const compared = allEvaluations ? rivals : [...rivals, ...evaluationRivals];
  for (const [figure, sign] of compared) {
    let span = Number.NaN;
    let best = -1;
    let lowest = 0;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      const value = row[figure];
      if (value == null) continue;
      const at = Math.floor(row.step / width);
      const isNew = at !== span;
      if (isNew && best >= 0) kept[best] = 1;
      if (!isNew && sign * value >= lowest) continue;
      span = at;
      best = index;
      lowest = sign * value;
    }
    if (best >= 0) kept[best] = 1;
  }
  return thinned(rows, kept);
}

/** Only the kept rows; what is left out is handed on to the next row that stays. */
function thinned(rows: TrainingLog[], kept: Uint8Array): TrainingLog[] {
  const result: TrainingLog[] = [];
  let count = 0;
  let losses = 0;
  let sum = 0;
  const add = (loss: number | null, rows: number) => {
    count += rows;
    if (loss === null) return;
    losses += rows;
    sum += rows * loss;
  };
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    if (row.skipped) add(row.skipped.loss, row.skipped.rows);
    if (!kept[index]) {
      add(row.loss, 1);
      continue;
    }
    const skipped = { rows: count, loss: losses > 0 ? sum / losses : null };
    result.push(count > 0 ? { ...row, skipped } : row);
    count = losses = sum = 0;
  }
  return result;
}
