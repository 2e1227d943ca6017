/** Where a text of JSON stops too early. */
export interface CutOff {
  /** The column whose value is not whole; undefined between two of them. */
  column: string | undefined;
}

/**
 * Whether an object's text ends before the object does, as when a file was cut off; undefined where its braces
 * and quotes close, so that something else is wrong with it.
 */
export function cutOff(text: string): CutOff | undefined {
  const open: string[] = [];
  let column: string | undefined;
  // Strings as they are, one that never ends included; and what opens, closes and separates.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*(?:"|\\?$)(?:\s*:)?|[{}[\],]/gs)) {
    if (token.startsWith('"')) {
      if (!isWhole(token)) return { column: isKey(open, column) ? undefined : column };
      if (open.length === 1 && token.endsWith(":")) column = keyOf(token);
    } else if (token === "{" || token === "[") open.push(token);
    else if (token === "," && open.length === 1) column = undefined;
    else if (token !== ",") open.pop();
  }
  return open.length > 0 ? { column } : undefined;
}

/** A string that begins where a name is due is no value. */
const isKey = (open: readonly string[], column: string | undefined) =>
  open.length === 1 && column === undefined;

const isWhole = (token: string) =>
  token.endsWith(":") || (token.length > 1 && /[^\\](?:\\\\)*"$/s.test(token));

function keyOf(token: string): string {
  return JSON.parse(token.replace(/\s*:$/, "")) as string;
}
