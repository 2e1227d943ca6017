import { escapeHtml } from "./escape.js";

/** Elements that an output's HTML may use: text, tables and drawings; nothing that loads, runs or submits. */
const allowedTags = new Set(
  (
    "a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 " +
    "hr i ins kbd li mark ol p pre progress q s samp small span strong sub summary sup table tbody td tfoot th thead " +
    "tr u ul var svg g path line polyline polygon rect circle ellipse text tspan title desc"
  ).split(" "),
);
const voidTags = new Set(["br", "col", "hr"]);
const allowedAttributes = new Set(
  (
    "align class colspan dir height href id lang max open role rowspan scope span start style title value width " +
    "viewbox xmlns preserveaspectratio d x y x1 y1 x2 y2 cx cy r rx ry dx dy points transform fill fill-opacity " +
    "stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity opacity text-anchor " +
    "font-size font-family font-weight dominant-baseline vector-effect aria-label aria-hidden"
  ).split(" "),
);
/** SVG's attributes that HTML parsers know in mixed case only by themselves; ours are written in lower case. */
const svgCase: Record<string, string> = { viewbox: "viewBox", preserveaspectratio: "preserveAspectRatio" };
/** Elements whose content is no text to show. */
const dropped = /<(script|style|template|noscript|iframe|object|title)\b[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi;
const tag = /<!--[\s\S]*?(?:-->|$)|<(\/?)([A-Za-z][\w-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>/g;
const attribute = /([^\s=/>"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>]+))?/g;

/**
 * Output HTML with nothing but known elements and attributes, written anew: text is escaped, unknown
 * elements are left out and their text stays. The page's content security policy stands behind it.
 */
export function sanitizeHtml(html: string): string {
  const open: string[] = [];
  const source = html.replace(dropped, "");
  let result = "";
  let end = 0;
  for (const match of source.matchAll(tag)) {
    result += textOf(source.slice(end, match.index));
    end = match.index + match[0].length;
    const name = match[2]?.toLowerCase();
    if (name === undefined || !allowedTags.has(name)) continue;
    if (match[1] !== "/") {
      result += `<${name}${attributesOf(match[3] ?? "")}>`;
      if (!voidTags.has(name) && !/\/\s*$/.test(match[3] ?? "")) open.push(name);
      else if (!voidTags.has(name)) result += `</${name}>`;
    } else if (open.includes(name)) {
      for (let closing = open.pop(); closing; closing = closing === name ? undefined : open.pop())
        result += `</${closing}>`;
    }
  }
  return (
    result +
    textOf(source.slice(end)) +
    open
      .reverse()
      .map((name) => `</${name}>`)
      .join("")
  );
}

function attributesOf(text: string): string {
  let result = "";
  for (const [, name, quoted] of text.matchAll(attribute)) {
    const key = name!.toLowerCase();
    const value = unescapeHtml(/^["']/.test(quoted ?? "") ? quoted!.slice(1, -1) : (quoted ?? ""));
    if (!allowedAttributes.has(key) || !isHarmless(key, value)) continue;
    result += ` ${svgCase[key] ?? key}="${escapeHtml(value)}"`;
  }
  return result;
}

function isHarmless(key: string, value: string): boolean {
  if (key === "href") return /^(?:https?:|mailto:|#)/i.test(value);
  return (
    !/url\s*\(|expression\s*\(|javascript:|@import|\\/i.test(value) || (key !== "style" && key !== "fill")
  );
}

const names: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

function unescapeHtml(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name) return names[name.toLowerCase()] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Text between tags: its entities stay, and a stray bracket becomes one. */
function textOf(text: string): string {
  return text.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
