/** Whole numbers from 0, or from the first argument, to below the last one, as Python's `range`. */
export function range(endOrStart: number, end?: number): number[] {
  const [start, stop] = end === undefined ? [0, endOrStart] : [endOrStart, end];
  return Array.from({ length: Math.max(0, stop - start) }, (_, i) => start + i);
}
