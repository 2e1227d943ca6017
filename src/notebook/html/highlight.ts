import { escapeHtml } from "./escape.js";

const keywords = new Set(
  (
    "abstract as asserts async await break case catch class const continue debugger declare default delete do else " +
    "enum export extends finally for from function get if implements import in infer instanceof interface is keyof " +
    "let namespace new of override private protected public readonly return satisfies set static super switch this " +
    "throw try type typeof using var void while with yield"
  ).split(" "),
);
const constants = new Set("true false null undefined NaN Infinity".split(" "));
const types = new Set("any bigint boolean never number object string symbol unknown".split(" "));

/** Kinds of tokens in the order they are tried; template strings are one token, their `${}` included. */
const token = new RegExp(
  [
    String.raw`(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))`,
    String.raw`(?<string>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|${"`"}(?:[^${"`"}\\]|\\[\s\S])*${"`"}?)`,
    String.raw`(?<number>\b(?:0[xob][\da-f_]+|\d[\d_]*(?:\.[\d_]*)?(?:e[+-]?\d+)?)n?\b)`,
    String.raw`(?<decorator>@[\w$]+)`,
    String.raw`(?<call>[A-Za-z_$][\w$]*(?=\s*\())`,
    String.raw`(?<word>[A-Za-z_$][\w$]*)`,
  ].join("|"),
  "gi",
);

/** TypeScript as HTML with `tok-…` spans: comments, strings, numbers and words, enough to read by. */
export function highlightTypeScript(source: string): string {
  let html = "";
  let end = 0;
  for (const match of source.matchAll(token)) {
    html += escapeHtml(source.slice(end, match.index));
    const kind = kindOf(match.groups as Record<string, string | undefined>);
    const text = escapeHtml(match[0]);
    html += kind ? `<span class="tok-${kind}">${text}</span>` : text;
    end = match.index + match[0].length;
  }
  return html + escapeHtml(source.slice(end));
}

function kindOf(groups: Record<string, string | undefined>): string | undefined {
  const word = groups.word ?? groups.call;
  if (word === undefined) return Object.keys(groups).find((name) => groups[name] !== undefined);
  if (keywords.has(word)) return "keyword";
  if (constants.has(word)) return "constant";
  if (types.has(word)) return "type";
  if (groups.call !== undefined) return "function";
  return /^[A-Z]/.test(word) ? "type" : undefined;
}
