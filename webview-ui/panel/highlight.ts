/** Colours of TypeScript in the preview: enough to read a cell by, not a compiler. */

export interface Token {
  kind: "comment" | "string" | "number" | "keyword" | "name" | "plain";
  text: string;
}

const keywords =
  "await async const let import from export new return type if else for of in function true false null undefined";

const grammar = new RegExp(
  [
    "(?<comment>//[^\\n]*|/\\*[^]*?\\*/)",
    "(?<string>\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])*'|`(?:\\\\.|[^`\\\\])*`)",
    "(?<number>\\b\\d[\\d_]*(?:\\.\\d+)?(?:e[+-]?\\d+)?\\b)",
    `(?<keyword>\\b(?:${keywords.replaceAll(" ", "|")})\\b)`,
    "(?<name>\\b[A-Za-z_$][\\w$]*(?=\\())",
  ].join("|"),
  "g",
);

/** A cell's text in pieces; together they are the text. */
export function tokensOf(code: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of code.matchAll(grammar)) {
    if (match.index > end) tokens.push({ kind: "plain", text: code.slice(end, match.index) });
    const [kind] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? ["plain"];
    tokens.push({ kind: kind as Token["kind"], text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < code.length) tokens.push({ kind: "plain", text: code.slice(end) });
  return tokens;
}
