import type { ProgressData } from "../../protocol/index.js";
import { displayableOf, type Envelope } from "./bundle.js";
import { groupDigits } from "./figures.js";
import { type Html, html } from "./html.js";
import type { Displayable } from "./types.js";

/** How far a long piece of work is. */
export function progressDisplay(data: ProgressData, envelope?: Envelope): Displayable {
  return displayableOf("progress", data, { text: progressText, html: progressHtml }, envelope);
}

/** In the shape of tqdm: `Map:  42%|████▏     | 5233/12460 examples`. */
export function progressText(data: ProgressData): string {
  const unit = data.unit ? ` ${data.unit}` : "";
  const detail = data.detail ? ` [${data.detail}]` : "";
  if (data.total === null) return `${data.label}: ${data.value}${unit}${detail}`;
  const share = shareOf(data.value, data.total);
  const bar = "█".repeat(Math.floor(10 * share)).padEnd(10);
  const percentage = `${Math.floor(100 * share)}%`.padStart(4);
  return `${data.label}: ${percentage}|${bar}| ${data.value}/${data.total}${unit}${detail}`;
}

function shareOf(value: number, total: number): number {
  return total > 0 ? Math.max(0, Math.min(1, value / total)) : 1;
}

function progressHtml(data: ProgressData): Html {
  const unit = data.unit ? ` ${data.unit}` : "";
  const bar =
    data.total === null
      ? null
      : html`<progress max="1" value="${shareOf(data.value, data.total)}"></progress> `;
  const total = data.total === null ? "" : ` of ${groupDigits(data.total)}`;
  return html`<div>${data.label} ${bar}${groupDigits(data.value)}${total}${unit} <span style="opacity:.7">${data.detail}</span></div>`;
}
