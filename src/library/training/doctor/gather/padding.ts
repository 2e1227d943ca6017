/** Where ids are no padding. */
export function within(ids: readonly number[], padTokenId: number): [start: number, end: number] {
  let end = ids.length;
  while (end > 0 && ids[end - 1] === padTokenId) end--;
  let start = 0;
  while (start < end && ids[start] === padTokenId) start++;
  return [start, end];
}

/** Whether a mask hides what is before and behind the text. */
export function hides(mask: readonly number[] | undefined, start: number, end: number): boolean {
  if (!mask) return false;
  return (start === 0 || mask[start - 1] === 0) && (end === mask.length || mask[end] === 0);
}
