/** How many ids a text had before it was cut, by the ids that were kept. */
const wholeLengths = new WeakMap<readonly number[], number>();

/** Remembers that a tokenizer cut a row of ids. */
export function noteWholeLength(ids: readonly number[], whole: number): void {
  wholeLengths.set(ids, whole);
}

/** A copy of a row, such as a padded one, was cut as the row was. */
export function inheritWholeLength<T>(copy: T[], from: readonly T[]): T[] {
  const whole = wholeLengths.get(from as readonly unknown[] as readonly number[]);
  if (whole !== undefined) wholeLengths.set(copy as unknown[] as number[], whole);
  return copy;
}

/** Ids before cutting; undefined for a row that no tokenizer of this process is known to have cut. */
export function wholeLength(ids: readonly number[]): number | undefined {
  return wholeLengths.get(ids);
}
