import { type Finding, type MimeBundle, mimeOf, parsePayload } from "../protocol/index.js";

const diagnosticsMime = mimeOf("diagnostics");

/** The findings in what the library displays; none in other outputs. */
export function findingsIn(bundle: MimeBundle): Finding[] {
  return diagnosticsMime in bundle ? parsePayload("diagnostics", bundle[diagnosticsMime]).data.findings : [];
}

/** A finding on one line, with the cell where there is one. */
export function findingLine({ severity, rule, message, fix, cell }: Finding): string {
  return `${severity}${cell === undefined ? "" : ` in cell ${cell}`}: ${message} ${fix} (${rule})`;
}
