/** Processors that take ids out: their scores become -∞. */
import type { Kinds, ScoreMath } from "../scores/math.js";
import { endsWith } from "./penalties.js";
import { forbid, lengthOf, type Processor } from "./processor.js";

/** Ids that would repeat an n-gram of `text` after `row`. */
function followers(row: readonly number[], text: readonly number[], size: number): number[] {
  const known = size - 1;
  if (row.length < known) return [];
  const found: number[] = [];
  for (let start = 0; start + size <= text.length; start++) {
    let i = 0;
    while (i < known && text[start + i] === row[row.length - known + i]) i++;
    if (i === known) found.push(text[start + known]!);
  }
  return found;
}

/** No n-gram twice in a row. */
export function noRepeatNgram<K extends Kinds>(math: ScoreMath<K>, size: number): Processor<K> {
  return (scores, { rows }) =>
    forbid(
      math,
      scores,
      rows.map((row) => followers(row, row, size)),
    );
}

/** No n-gram of the source. */
export function encoderNoRepeatNgram<K extends Kinds>(math: ScoreMath<K>, size: number): Processor<K> {
  return (scores, { rows, sources }) =>
    forbid(
      math,
      scores,
      rows.map((row, i) => followers(row, sources[i]!, size)),
    );
}

/** None of these sequences; an end alone is no sequence, as it would never come. */
export function badWords<K extends Kinds>(
  math: ScoreMath<K>,
  words: readonly (readonly number[])[],
  ends: readonly number[],
): Processor<K> {
  const banned = words.filter((word) => word.length > 1 || !ends.includes(word[0]!));
  return (scores, { rows }) =>
    forbid(
      math,
      scores,
      rows.map((row) => banned.filter((word) => endsWith(row, word)).map((word) => word.at(-1)!)),
    );
}

/** None of these ids. */
export function suppress<K extends Kinds>(math: ScoreMath<K>, ids: readonly number[]): Processor<K> {
  return (scores) => math.fillColumns_(scores, ids, Number.NEGATIVE_INFINITY);
}

/** None of these ids when the row has `length` ids. */
export function suppressAt<K extends Kinds>(
  math: ScoreMath<K>,
  length: number,
  ids: readonly number[],
): Processor<K> {
  const process = suppress(math, ids);
  return (scores, step) => (lengthOf(step) === length ? process(scores, step) : scores);
}

/** No end before the row has `length` ids. */
export function minLength<K extends Kinds>(
  math: ScoreMath<K>,
  length: number,
  ends: readonly number[],
): Processor<K> {
  const process = suppress(math, ends);
  return (scores, step) => (lengthOf(step) < length ? process(scores, step) : scores);
}

/** These ids alone when the row has `length` ids. */
export function forceAt<K extends Kinds>(
  math: ScoreMath<K>,
  length: number,
  ids: readonly number[],
): Processor<K> {
  return (scores, step) => {
    if (lengthOf(step) !== length) return scores;
    math.fill_(scores, Number.NEGATIVE_INFINITY);
    return math.fillColumns_(scores, ids, 0);
  };
}
