import { groupDigits } from "../../display/figures.js";

/** "12,460 of 12,460 rows", or "about 6,230 of 12,460 rows" where a sample was looked at. */
export function share(
  count: number,
  { rows, examined }: { rows: number; examined: number },
  what: string,
): string {
  const scaled = examined < rows ? Math.round((count / Math.max(1, examined)) * rows) : count;
  return `${examined < rows ? "about " : ""}${groupDigits(scaled)} of ${counted(rows, what)}`;
}

/** "1 row", "2 rows". */
export function counted(count: number, what: string): string {
  return `${groupDigits(count)} ${what}${count === 1 ? "" : "s"}`;
}

/** A prompt as it is shown: on one line, in quotes. */
export const quoted = (text: string): string => JSON.stringify(text);

/** The first letter of a sentence. */
export const capital = (sentence: string): string => sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
