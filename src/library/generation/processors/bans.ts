/** Processors that take ids out: their scores become -∞. */
import * as own from "../ops.js";
import { endsWith } from "./penalties.js";
import { forbid, forbidColumns, idsLike, type LogitsProcessor, lengthOf } from "./processor.js";

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
export function noRepeatNgram(size: number): LogitsProcessor {
  return (scores, { rows }) =>
    forbid(
      scores,
      rows.map((row) => followers(row, row, size)),
    );
}

/** No n-gram of the source. */
export function encoderNoRepeatNgram(size: number): LogitsProcessor {
  return (scores, { rows, sources }) =>
    forbid(
      scores,
      rows.map((row, i) => followers(row, sources[i]!, size)),
    );
}

/** None of these sequences; an end alone is no sequence, as it would never come. */
export function badWords(words: readonly (readonly number[])[], ends: readonly number[]): LogitsProcessor {
  const banned = words.filter((word) => word.length > 1 || !ends.includes(word[0]!));
  return (scores, { rows }) =>
    forbid(
      scores,
      rows.map((row) => banned.filter((word) => endsWith(row, word)).map((word) => word.at(-1)!)),
    );
}

/** None of these ids. */
export function suppress(ids: readonly number[]): LogitsProcessor {
  return (scores) => forbidColumns(scores, ids);
}

/** None of these ids when the row has `length` ids. */
export function suppressAt(length: number, ids: readonly number[]): LogitsProcessor {
  return (scores, step) => (lengthOf(step) === length ? forbidColumns(scores, ids) : scores);
}

/** No end before the row has `length` ids. */
export function minLength(length: number, ends: readonly number[]): LogitsProcessor {
  return (scores, step) => (lengthOf(step) < length ? forbidColumns(scores, ends) : scores);
}

/** These ids alone when the row has `length` ids. */
export function forceAt(length: number, ids: readonly number[]): LogitsProcessor {
  return (scores, step) => {
    if (lengthOf(step) !== length) return scores;
    own.fill_(scores, Number.NEGATIVE_INFINITY);
    return own.indexFill_(scores, 1, idsLike(scores, ids), 0);
  };
}
