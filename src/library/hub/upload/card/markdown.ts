/** Texts from data and users as parts of a Markdown page, where they stay texts. */

/** Characters that mean something to Markdown, and to the HTML in it. */
const special = /[\\`*_{}[\]<>#|~$&]/g;

/** A text in a sentence or a table's cell: on one line, nothing in it marks anything up. */
export function plainText(text: string): string {
  return oneLine(text).replace(special, "\\$&");
}

/** A text in a fixed-width font, on one line; good in a table's cell too. */
export function codeText(text: string): string {
  const shown = oneLine(text);
  if (shown === "") return "";
  // In a table a bar ends the cell, even in code.
  const inside = shown.replaceAll("|", "\\|");
  const fence = "`".repeat(longestRun(inside) + 1);
  const space = /^[` ]|[` ]$/.test(inside) ? " " : "";
  return `${fence}${space}${inside}${space}${fence}`;
}

/** Lines of code, in a fence that they can't close. */
export function codeBlock(language: string, code: string): string {
  const fence = "`".repeat(Math.max(3, longestRun(code) + 1));
  return `${fence}${language}\n${code.trimEnd()}\n${fence}`;
}

/** A table; its cells are Markdown already. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

/** A link to a repository of the Hub; `kind` is "datasets/" for a data set. */
export function hubLink(id: string, kind: "" | "datasets/" = ""): string {
  const address = id
    .split("/")
    .map(encodeURIComponent)
    .join("/")
    .replaceAll("(", "%28")
    .replaceAll(")", "%29");
  return `[${plainText(id)}](https://huggingface.co/${kind}${address})`;
}

const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .trim();

const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
