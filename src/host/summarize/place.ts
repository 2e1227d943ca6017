/** Where a summary goes in the text that it is about. */

/** Offsets in a document's text. */
export interface Span {
  start: number;
  end: number;
}

/** A part of a document that was summarized, and its text at that time. */
export interface Source extends Span {
  text: string;
}

/**
 * Where the part is now: at its old place, else at the place of the same text that is nearest to it; undefined when the
 * text has been changed or is gone.
 */
export function find({ start, text }: Source, document: string): Span | undefined {
  if (document.startsWith(text, start)) return { start, end: start + text.length };
  const before = document.lastIndexOf(text, start);
  const after = document.indexOf(text, start);
  if (before < 0 && after < 0) return undefined;
  const isBefore = after < 0 || (before >= 0 && start - before < after - start);
  const found = isBefore ? before : after;
  return { start: found, end: found + text.length };
}

/** An insertion above the part: a paragraph of its own, indented as the part's first line is. */
export function insertAbove(
  span: Span,
  document: string,
  summary: string,
): { offset: number; text: string; at: Span } {
  const newline = document.includes("\r\n") ? "\r\n" : "\n";
  const afterFrontMatter = span.start === 0 ? frontMatter(document) : 0;
  const lineStart = document.lastIndexOf("\n", span.start - 1) + 1;
  const offset = Math.max(lineStart, afterFrontMatter);
  const indent = /^[ \t]*/.exec(document.slice(offset))![0];
  const start = offset + indent.length;
  return {
    offset,
    text: `${indent}${summary}${newline}${newline}`,
    at: { start, end: start + summary.length },
  };
}

/** Length of the lines between `---` with which a Markdown file may begin; 0 without them. */
function frontMatter(document: string): number {
  return /^---\r?\n[\s\S]*?\n---\r?\n(?:\r?\n)*/.exec(document)?.[0].length ?? 0;
}

/** The part without the white space around it. */
export function trimmed({ start, end }: Span, document: string): Source {
  const whole = document.slice(start, end);
  const text = whole.trim();
  const from = start + whole.indexOf(text);
  return { start: from, end: from + text.length, text };
}

export function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}
