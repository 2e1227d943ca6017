/**
 * Where the parts of a JSON text stand, so that one of them can be replaced and every other byte kept.
 * All functions expect text that `JSON.parse` has accepted.
 */

/** From the first character of a value to the one after its last. */
export interface Span {
  start: number;
  end: number;
}

/** The members of the object that starts at or after `at`: key to the span of its value. The last one of a key counts. */
export function memberSpans(text: string, at = 0): Map<string, Span> {
  const members = new Map<string, Span>();
  forEachPart(text, at, (start) => {
    const keyEnd = endOfValue(text, start);
    const value = valueSpan(text, skipSpace(text, keyEnd) + 1);
    members.set(JSON.parse(text.slice(start, keyEnd)) as string, value);
    return value.end;
  });
  return members;
}

/** The items of the array that starts at or after `at`. */
export function itemSpans(text: string, at = 0): Span[] {
  const items: Span[] = [];
  forEachPart(text, at, (start) => {
    items.push(valueSpan(text, start));
    return items.at(-1)!.end;
  });
  return items;
}

/** Span of the value that starts at or after `at`. */
export function valueSpan(text: string, at: number): Span {
  const start = skipSpace(text, at);
  return { start, end: endOfValue(text, start) };
}

/** The text with some spans, given in order, replaced. */
export function replaceSpans(text: string, changes: readonly { span: Span; text: string }[]): string {
  let result = "";
  let end = 0;
  for (const change of changes) {
    result += text.slice(end, change.span.start) + change.text;
    end = change.span.end;
  }
  return result + text.slice(end);
}

/** Calls `read` with the start of every part of an object or array; it returns the part's end. */
function forEachPart(text: string, at: number, read: (start: number) => number): void {
  let index = skipSpace(text, skipSpace(text, at) + 1);
  while (text[index] !== "}" && text[index] !== "]") {
    index = skipSpace(text, read(index));
    if (text[index] === ",") index = skipSpace(text, index + 1);
  }
}

function skipSpace(text: string, at: number): number {
  let index = at;
  while (index < text.length && " \t\r\n".includes(text[index]!)) index++;
  return index;
}

const literal = /[^\s,\]}]*/y;
const bracketOrQuote = /[[\]{}"]/g;

function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first !== "{" && first !== "[") {
    literal.lastIndex = start;
    literal.exec(text);
    return literal.lastIndex;
  }
  let depth = 0;
  for (let index = start; ; index++) {
    bracketOrQuote.lastIndex = index;
    const found = bracketOrQuote.exec(text)!;
    index = found.index;
    if (found[0] === '"') index = endOfString(text, index) - 1;
    else if (found[0] === "{" || found[0] === "[") depth++;
    else if (--depth === 0) return index + 1;
  }
}

function endOfString(text: string, start: number): number {
  for (let index = start + 1; ; index++) {
    index = text.indexOf('"', index);
    let backslashes = 0;
    while (text[index - 1 - backslashes] === "\\") backslashes++;
    if (backslashes % 2 === 0) return index + 1;
  }
}
