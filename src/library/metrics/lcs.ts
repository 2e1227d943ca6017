/** Longest common subsequences of token numbers. */

/** Its length, in O(|a|·|b|) time and O(|b|) memory. */
export function lcsLength(a: Int32Array, b: Int32Array): number {
  const row = new Int32Array(b.length + 1);
  for (const token of a) {
    let diagonal = 0;
    for (let column = 1; column <= b.length; column++) {
      const above = row[column]!;
      if (token === b[column - 1]) row[column] = diagonal + 1;
      else if (row[column - 1]! > above) row[column] = row[column - 1]!;
      diagonal = above;
    }
  }
  return row[b.length]!;
}

/**
 * Marks in `marked` the positions of `reference` that are in the longest common subsequence with `candidate`.
 * Which of several equally long ones is rouge_score's choice: going back, it prefers to drop a reference token.
 */
export function markLcs(reference: Int32Array, candidate: Int32Array, marked: Uint8Array): void {
  const width = candidate.length + 1;
  const table = new Int32Array((reference.length + 1) * width);
  for (let i = 1; i <= reference.length; i++) {
    for (let j = 1; j < width; j++) {
      const at = i * width + j;
      if (reference[i - 1] === candidate[j - 1]) table[at] = table[at - width - 1]! + 1;
      else table[at] = Math.max(table[at - width]!, table[at - 1]!);
    }
  }
  let i = reference.length;
  let j = candidate.length;
  while (i > 0 && j > 0) {
    if (reference[i - 1] === candidate[j - 1]) {
      marked[i - 1] = 1;
      i--;
      j--;
    } else if (table[i * width + j - 1]! > table[(i - 1) * width + j]!) j--;
    else i--;
  }
}
