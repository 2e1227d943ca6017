/** Words as ROUGE compares them, and how long a text is in them. */

export interface Word {
  text: string;
  /** What follows the word up to the next one: punctuation and white space. */
  glue: string;
  /** What is compared: the word without its case. */
  key: string;
}

/** Splits at everything but letters and digits, as ROUGE's tokenizer does, for all scripts. */
export function splitWords(text: string): { lead: string; words: Word[] } {
  const lead = /^[^\p{L}\p{N}]*/u.exec(text)?.[0] ?? "";
  const words = [...text.matchAll(/([\p{L}\p{N}][\p{L}\p{N}\p{M}]*)([^\p{L}\p{N}]*)/gu)].map((match) => ({
    text: match[1]!,
    glue: match[2]!,
    key: match[1]!.normalize("NFC").toLowerCase(),
  }));
  return { lead, words };
}

/** Length of a text in words between white space, as a reader counts them. */
export function countWords(text: string): number {
  return text.match(/\S+/gu)?.length ?? 0;
}

export function median(values: number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
