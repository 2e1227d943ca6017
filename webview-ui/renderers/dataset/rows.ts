/** Searching and measuring the preview rows of a data set. */

/** Indexes of the rows of which a cell holds the query, whatever the case; all rows for an empty query. */
export function findRows(rows: string[][], query: string): number[] {
  const wanted = query.trim().toLowerCase();
  return rows.flatMap((row, index) =>
    wanted === "" || row.some((text) => text.toLowerCase().includes(wanted)) ? [index] : [],
  );
}

/** A text cut at the places where the query occurs, so that they can be marked. */
export function splitMatches(text: string, query: string): { text: string; hit: boolean }[] {
  const wanted = query.trim().toLowerCase();
  const lower = text.toLowerCase();
  // Lower case may change a text's length (İ), and then the places would be wrong.
  if (wanted === "" || lower.length !== text.length) return [{ text, hit: false }];
  const parts: { text: string; hit: boolean }[] = [];
  let start = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, start)) {
    if (at > start) parts.push({ text: text.slice(start, at), hit: false });
    start = at + wanted.length;
    parts.push({ text: text.slice(at, start), hit: true });
  }
  if (start < text.length || parts.length === 0) parts.push({ text: text.slice(start), hit: false });
  return parts;
}

/** How many of the values fall into each of `bins` equal parts of their range. */
export function histogram(values: number[], bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  if (values.length === 0) return counts;
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  for (const value of values) {
    const bin = high === low ? 0 : Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins));
    counts[bin]! += 1;
  }
  return counts;
}
