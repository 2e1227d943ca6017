/** Edits (insert, delete, replace) between two words (Levenshtein 1966). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

/** Letters and digits only, so that snake_case finds its camelCase. */
const plain = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, "");

/** The choice that a mistyped word most likely meant, between `before` and `after`; "" when none is near. */
export function nearest(word: string, choices: readonly string[], before = "", after = ""): string {
  const scored = choices.map((choice) => ({ choice, edits: distance(plain(word), plain(choice)) }));
  const best = scored.sort((a, b) => a.edits - b.edits)[0];
  return best && best.edits <= Math.max(2, word.length / 3) ? `${before}${best.choice}${after}` : "";
}
