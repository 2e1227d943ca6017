/**
 * Static HTML for readers without the renderers. Everything that is put into the template is escaped;
 * only what this template made itself goes in as it is, so no data can become markup.
 */
const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

/** Markup made by `html`; nothing else can make one. */
export class Html {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  /** The tag of the template: html`<b>${text}</b>`. Arrays are joined, null and undefined are left out. */
  static template(strings: TemplateStringsArray, ...values: HtmlValue[]): Html {
    let markup = strings[0]!;
    for (const [index, value] of values.entries()) markup += Html.#insert(value) + strings[index + 1]!;
    return new Html(markup);
  }

  static #insert(value: HtmlValue): string {
    if (value == null) return "";
    if (value instanceof Html) return value.#markup;
    if (Array.isArray(value)) return value.map((item) => Html.#insert(item)).join("");
    return escapeHtml(String(value));
  }

  toString(): string {
    return this.#markup;
  }
}

export type HtmlValue = Html | string | number | null | undefined | HtmlValue[];

export const html = Html.template;

/** A table with its caption; columns that hold no text hold figures, which are right-aligned. */
export function htmlTable(options: {
  caption?: string;
  header: string[];
  rows: HtmlValue[][];
  /** How many of the first columns hold text, or which ones. */
  textColumns: number | readonly number[];
}): Html {
  const { textColumns } = options;
  const isText = (column: number) =>
    typeof textColumns === "number" ? column < textColumns : textColumns.includes(column);
  const style = (column: number) =>
    isText(column) ? "text-align:left" : "text-align:right;font-variant-numeric:tabular-nums";
  const cell = (value: HtmlValue, column: number) =>
    html`<td style="${style(column)};padding:2px 12px 2px 0;vertical-align:top">${value}</td>`;
  return html`<table style="border-collapse:collapse">${
    options.caption
      ? html`<caption style="text-align:left;padding-bottom:4px">${options.caption}</caption>`
      : null
  }<thead><tr>${options.header.map(
    (name, column) => html`<th scope="col" style="${style(column)};padding:2px 12px 2px 0">${name}</th>`,
  )}</tr></thead><tbody>${options.rows.map((row) => html`<tr>${row.map(cell)}</tr>`)}</tbody></table>`;
}
