import type { Finding } from "../../protocol/index.js";
import { displayableOf, type Envelope } from "./bundle.js";
import { type Html, html, htmlTable } from "./html.js";
import { wrap } from "./text.js";
import type { Displayable } from "./types.js";

/** What the training doctor found. */
export function diagnosticsDisplay(findings: Finding[], envelope?: Envelope): Displayable {
  return displayableOf(
    "diagnostics",
    { findings },
    { text: (data) => diagnosticsText(data.findings), html: (data) => diagnosticsHtml(data.findings) },
    envelope,
  );
}

const nothing = "The training doctor found nothing to correct.";

export function diagnosticsText(findings: Finding[]): string {
  if (findings.length === 0) return nothing;
  const indent = "  ";
  return findings
    .map(
      ({ severity, rule, message, fix, cell }) =>
        `${severity} (${rule})${cell === undefined ? "" : `, cell ${cell}`}\n${indent}${wrap(message, 100, indent)}\n${indent}${wrap(`Fix: ${fix}`, 100, indent)}`,
    )
    .join("\n");
}

function diagnosticsHtml(findings: Finding[]): Html {
  if (findings.length === 0) return html`<p>${nothing}</p>`;
  return htmlTable({
    header: ["Severity", "Rule", "What", "Fix"],
    rows: findings.map(({ severity, rule, message, fix, cell }) => [
      severity,
      html`<code>${rule}</code>${cell === undefined ? "" : ` cell ${cell}`}`,
      message,
      fix,
    ]),
    textColumns: 4,
  });
}
