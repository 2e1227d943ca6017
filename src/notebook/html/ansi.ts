import { escapeHtml } from "./escape.js";

/** Escape sequences: `m` sets the style, all others are left out. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for.
const sequence = /\u001b\[([\d;]*)([A-Za-z])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g;

interface Style {
  foreground: string | undefined;
  background: string | undefined;
  flags: Set<string>;
}

const flagCodes: Record<number, string> = {
  1: "bold",
  2: "dim",
  3: "italic",
  4: "underline",
  7: "inverse",
  9: "strike",
};
/** Code to the flags that it ends. */
const endCodes: Record<number, string[]> = {
  22: ["bold", "dim"],
  23: ["italic"],
  24: ["underline"],
  27: ["inverse"],
  29: ["strike"],
};

/** Terminal text as HTML; the sixteen colours become classes `ansi-N`, others inline colours. */
export function ansiToHtml(text: string): string {
  const style: Style = { foreground: undefined, background: undefined, flags: new Set() };
  let html = "";
  let end = 0;
  for (const match of text.matchAll(sequence)) {
    html += span(text.slice(end, match.index), style);
    end = match.index + match[0].length;
    if (match[2] === "m") apply(style, (match[1] || "0").split(";").map(Number));
  }
  return html + span(text.slice(end), style);
}

function span(text: string, style: Style): string {
  if (text === "") return "";
  const classes = [...style.flags].map((flag) => `ansi-${flag}`);
  const inline: string[] = [];
  for (const [colour, property, prefix] of [
    [style.foreground, "color", "ansi-"],
    [style.background, "background-color", "ansi-bg-"],
  ] as const) {
    if (colour?.startsWith("rgb")) inline.push(`${property}:${colour}`);
    else if (colour !== undefined) classes.push(prefix + colour);
  }
  const attributes =
    (classes.length ? ` class="${classes.join(" ")}"` : "") +
    (inline.length ? ` style="${inline.join(";")}"` : "");
  return attributes ? `<span${attributes}>${escapeHtml(text)}</span>` : escapeHtml(text);
}

function apply(style: Style, codes: number[]): void {
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index]!;
    if (code === 0) {
      style.foreground = style.background = undefined;
      style.flags.clear();
    } else if (flagCodes[code]) style.flags.add(flagCodes[code]);
    else if (endCodes[code]) for (const flag of endCodes[code]) style.flags.delete(flag);
    else if (code >= 30 && code <= 37) style.foreground = String(code - 30);
    else if (code >= 90 && code <= 97) style.foreground = String(code - 90 + 8);
    else if (code >= 40 && code <= 47) style.background = String(code - 40);
    else if (code >= 100 && code <= 107) style.background = String(code - 100 + 8);
    else if (code === 39) style.foreground = undefined;
    else if (code === 49) style.background = undefined;
    else if (code === 38 || code === 48) {
      const [colour, length] = extendedColour(codes.slice(index + 1));
      if (code === 38) style.foreground = colour;
      else style.background = colour;
      index += length;
    }
  }
}

/** Colour of `5;N` or `2;R;G;B`, and how many codes it takes. */
function extendedColour(codes: number[]): [string | undefined, number] {
  if (codes[0] === 2) return [rgb(codes[1], codes[2], codes[3]), 4];
  const number = codes[1] ?? 0;
  if (codes[0] !== 5) return [undefined, 0];
  if (number < 16) return [String(number), 2];
  if (number >= 232) return [rgb(...grey(8 + 10 * (number - 232))), 2];
  const level = (part: number) => (part === 0 ? 0 : 55 + 40 * part);
  const cube = number - 16;
  return [rgb(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)), 2];
}

function grey(level: number): [number, number, number] {
  return [level, level, level];
}

function rgb(red = 0, green = 0, blue = 0): string {
  const part = (value: number) => Math.max(0, Math.min(255, Math.trunc(value) || 0));
  return `rgb(${part(red)},${part(green)},${part(blue)})`;
}
