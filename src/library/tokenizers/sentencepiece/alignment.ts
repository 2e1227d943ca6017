import type { Span } from "../backend.js";

/** SentencePiece's mark for a space. */
export const spaceMark = "\u2581";

const characters = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * Where in `word` each UTF-16 unit of its normalized form comes from. SentencePiece doesn't tell, so each
 * character, with the marks combined with it, is normalized alone (`normalize`) and found again in the whole. The
 * space mark before a word belongs to the word's first character, as in Hugging Face's tokenizers. What can't be
 * found again belongs to all that is left of the word.
 */
export function alignWord(word: string, normalized: string, normalize: (text: string) => string): Span[] {
  if (normalized === spaceMark + word) return unchanged(word);
  const spans = new Array<Span | undefined>(normalized.length).fill(undefined);
  let at = 0;
  for (const { index, segment } of characters.segment(word)) {
    const alone = normalize(segment);
    if (alone === "") continue;
    while (normalized[at] === spaceMark && !normalized.startsWith(alone, at)) at++;
    if (!normalized.startsWith(alone, at)) {
      spans.fill([index, word.length], at);
      break;
    }
    spans.fill([index, index + segment.length], at, at + alone.length);
    at += alone.length;
  }
  return filled(spans, word.length);
}

/** Every unit has the place of its code point. */
function unchanged(word: string): Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const character of word) {
    const span: Span = [at, at + character.length];
    // The space mark has the place of the first.
    if (at === 0) spans.push(span);
    for (let unit = 0; unit < character.length; unit++) spans.push(span);
    at += character.length;
  }
  return spans;
}

/** Units without a place, which are space marks, take that of the next unit. */
function filled(spans: readonly (Span | undefined)[], length: number): Span[] {
  let next: Span = [0, length];
  return spans
    .reduceRight<Span[]>((all, span) => {
      next = span ?? next;
      all.push(next);
      return all;
    }, [])
    .reverse();
}
