import type { Span } from "./backend.js";

/**
 * Places in code points, as Hugging Face's tokenizers count, as indices of a JavaScript string, which counts
 * UTF-16 units: they differ after a character outside the Basic Multilingual Plane, such as an emoji.
 */
export function toStringIndices(text: string, offsets: readonly (readonly number[])[]): Span[] {
  const indices = /[\ud800-\udbff]/.test(text) ? codePointStarts(text) : undefined;
  return offsets.map(([start, end]) => (indices ? [indices[start!]!, indices[end!]!] : [start!, end!]));
}

/** Where each code point begins, and the end of the text. */
function codePointStarts(text: string): number[] {
  const starts: number[] = [];
  for (let at = 0; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) starts.push(at);
  starts.push(text.length);
  return starts;
}
