/** How a file's JSON is laid out, so that what is added looks like what is there. */
export interface JsonStyle {
  /** One level of indentation; empty for a file on one line. */
  indent: string;
  newline: string;
  /** Between key and value. */
  colon: string;
  /** Between parts of a file on one line. */
  comma: string;
  /** Characters beyond ASCII are written as escapes. */
  ascii: boolean;
}

/** nbformat's own style. */
export const nbformatStyle: JsonStyle = {
  indent: " ",
  newline: "\n",
  colon: ": ",
  comma: ", ",
  ascii: false,
};

const beyondAscii = /[\u0080-\uffff]/;

/** The style of a JSON object's text. */
export function detectStyle(text: string): JsonStyle {
  const open = /^\s*\{(\r?\n)?([ \t]*)"/.exec(text);
  const indent = open?.[1] ? (open[2] ?? "") : "";
  return {
    indent,
    newline: open?.[1] ?? "\n",
    colon: /^\s*\{\s*"(?:[^"\\]|\\.)*":\s/.test(text) ? ": " : ":",
    comma: /[\]}"0-9], "/.test(text) ? ", " : ",",
    ascii: /\\u(?:00[89a-f]|0[1-9a-f]|[1-9a-f])/i.test(text) && !beyondAscii.test(text),
  };
}

/** A value as JSON that stands `level` levels deep; its first line is not indented. */
export function printJson(value: unknown, style: JsonStyle, level: number): string {
  if (Array.isArray(value)) {
    const items = value.map((item) => printJson(item ?? null, style, level + 1));
    return bracket("[", items, "]", style, level);
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(
        ([key, member]) => `${printString(key, style)}${style.colon}${printJson(member, style, level + 1)}`,
      );
    return bracket("{", members, "}", style, level);
  }
  return typeof value === "string" ? printString(value, style) : JSON.stringify(value);
}

/** Parts between brackets, each on a line of its own unless the file is on one line. */
export function bracket(
  open: string,
  parts: string[],
  close: string,
  style: JsonStyle,
  level: number,
): string {
  if (parts.length === 0) return open + close;
  if (style.indent === "") return open + parts.join(style.comma) + close;
  const inner = style.newline + style.indent.repeat(level + 1);
  return `${open}${inner}${parts.join(`,${inner}`)}${style.newline}${style.indent.repeat(level)}${close}`;
}

function printString(value: string, style: JsonStyle): string {
  const json = JSON.stringify(value);
  if (!style.ascii) return json;
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
