/** TypeScript as a list of words, strings and signs: enough to find declarations, without a compiler in the host. */

export interface Token {
  kind: "word" | "string" | "number" | "sign";
  /** As written; of a string what it says. */
  text: string;
  start: number;
  end: number;
  /** Whether a line ends before it. */
  onNewLine: boolean;
}

const pattern = new RegExp(
  [
    String.raw`(?<space>\s+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))`,
    String.raw`(?<word>[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*)`,
    String.raw`(?<number>\d[\w.]*)`,
    String.raw`(?<string>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|${"`"}(?:[^${"`"}\\]|\\[\s\S])*${"`"}?)`,
    String.raw`(?<sign>=>|\?\?=?|\?\.|[=!]==?|[<>]=?|&&=?|\|\|=?|\+\+|--|[-+*/%&|^]=|\.\.\.|[\s\S])`,
  ].join("|"),
  "gu",
);

/** After these a slash begins a regular expression. */
const beforeRegex = /^(?:[-=(,:[!&|?{};+*%<>^~]|=>|==|===|!=|!==|&&|\|\||\?\?|return|typeof|case|in|of)$/;
const regex = /\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/uy;

export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let onNewLine = true;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(source); match; match = pattern.exec(source)) {
    const { space, word, number, string } = match.groups!;
    if (space !== undefined) {
      onNewLine ||= space.includes("\n");
      continue;
    }
    const start = match.index;
    const before = tokens.at(-1);
    if (match[0] === "/" && (!before || (before.kind !== "string" && beforeRegex.test(before.text)))) {
      regex.lastIndex = start;
      const found = regex.exec(source);
      if (found) {
        pattern.lastIndex = regex.lastIndex;
        onNewLine = false;
        continue;
      }
    }
    const end = start + match[0].length;
    const kind =
      word !== undefined
        ? "word"
        : number !== undefined
          ? "number"
          : string !== undefined
            ? "string"
            : "sign";
    tokens.push({ kind, text: kind === "string" ? unquote(match[0]) : match[0], start, end, onNewLine });
    onNewLine = false;
  }
  return tokens;
}

const escapes: Record<string, string> = { n: "\n", t: "\t", r: "\r", "0": "\0", "\n": "" };

function unquote(text: string): string {
  const closed = text.length > 1 && text.at(-1) === text[0];
  return text.slice(1, closed ? -1 : undefined).replace(/\\([\s\S])/g, (_, c: string) => escapes[c] ?? c);
}
