import type { ParametersData } from "../../protocol/index.js";
import { displayableOf, type Envelope } from "./bundle.js";
import { bytesText, groupDigits } from "./figures.js";
import { type Html, html } from "./html.js";
import type { Displayable } from "./types.js";

/** How many parameters a model has and trains. */
export function parameterCountsDisplay(data: ParametersData, envelope?: Envelope): Displayable {
  return displayableOf("parameters", data, { text: parametersText, html: parametersHtml }, envelope);
}

/** The three lines that the FLAN-T5 LoRA notebook prints. */
export function parametersText(data: ParametersData): string {
  return [
    `Trainable model parameters: ${data.trainable}`,
    `All model parameters: ${data.all}`,
    `Percentage of trainable model parameters: ${data.percentage.toFixed(2)}%`,
  ].join("\n");
}

function parametersHtml(data: ParametersData): Html {
  const details = [data.dtype, data.device, data.bytes === undefined ? undefined : bytesText(data.bytes)];
  const share = Math.max(0, Math.min(100, data.percentage));
  return html`<div><b>${data.name}</b> <span style="opacity:.7">${details.filter(Boolean).join(" · ")}</span><br>
${groupDigits(data.trainable)} of ${groupDigits(data.all)} parameters are trainable (${data.percentage.toFixed(2)}%)<br>
<svg width="320" height="8" role="img" aria-label="${data.percentage.toFixed(2)}% trainable"><rect width="320" height="8" rx="4" fill="currentColor" opacity=".12"/><rect width="${((320 * share) / 100).toFixed(2)}" height="8" rx="${share > 3 ? 4 : 0}" fill="#0072b2"/></svg></div>`;
}
