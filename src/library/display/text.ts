/** Plain text as the Python notebooks print it: lines of at most 100 columns, aligned tables. */

export const lineWidth = 100;

/** The line that the notebooks print under a heading: 99 dashes. */
export const dashes = "-".repeat(99);

/** Breaks lines at spaces; line ends in the text stay, a longer word stands alone and is not cut. */
export function wrap(text: string, width = lineWidth, indent = ""): string {
  return text
    .split("\n")
    .map((line) => wrapLine(line, width - indent.length).join(`\n${indent}`))
    .join(`\n${indent}`);
}

function wrapLine(line: string, width: number): string[] {
  if (line.length <= width) return [line];
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(/ +/)) {
    if (current && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else {
      current = current ? `${current} ${word}` : word;
    }
  }
  return [...lines, current];
}

/** Cuts a long text at a word and says so with an ellipsis. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const space = text.lastIndexOf(" ", limit);
  return `${text.slice(0, space > limit / 2 ? space : limit).trimEnd()} …`;
}

/** Columns two spaces apart; `left` says which are left-aligned, all others are right-aligned. */
export function alignColumns(rows: string[][], left: number[] = []): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, field] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, field.length);
  }
  const pad = (field: string, column: number) =>
    left.includes(column) ? field.padEnd(widths[column]!) : field.padStart(widths[column]!);
  return rows.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
}

/** A value as Python's `repr` prints a string, a number or a list or dictionary of them. */
export function pythonRepr(value: string | number | readonly string[] | Record<string, number>): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "string") {
    const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
    const escaped = value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
    return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
  }
  if (Array.isArray(value)) return `[${value.map((item: string) => pythonRepr(item)).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([key, number]) => `${pythonRepr(key)}: ${number}`)
    .join(", ")}}`;
}
