/** What the training doctor found, the worst first. */
import type { Finding } from "../../src/protocol/outputs.js";
import { toCsv } from "../shared/csv.js";
import { CopyCsv, Frame } from "../shared/frame.js";
import { CheckIcon, ErrorIcon, InfoIcon, WarningIcon } from "../shared/icons.js";
import type { ViewProps } from "./views.js";

const severities = {
  error: { icon: ErrorIcon, word: "Error", plural: "errors" },
  warning: { icon: WarningIcon, word: "Warning", plural: "warnings" },
  info: { icon: InfoIcon, word: "Note", plural: "notes" },
} as const;
const order = Object.keys(severities) as Finding["severity"][];

export function DiagnosticsView({ payload }: ViewProps<"diagnostics">) {
  const findings = [...payload.data.findings].sort(
    (a, b) => order.indexOf(a.severity) - order.indexOf(b.severity),
  );
  return (
    <Frame
      kind="diagnostics"
      label="Training doctor"
      title="Training doctor"
      facts={countsOf(findings)}
      tools={findings.length > 0 && <CopyCsv name="findings.csv" csv={() => findingsCsv(findings)} />}
    >
      {findings.length === 0 ? (
        <p class="all-clear">
          <CheckIcon /> Nothing to correct.
        </p>
      ) : (
        <ul class="findings">
          {findings.map((finding, index) => (
            <FindingItem key={`${finding.rule}${index}`} finding={finding} />
          ))}
        </ul>
      )}
    </Frame>
  );
}

function findingsCsv(findings: Finding[]): string {
  return toCsv(
    ["severity", "rule", "cell", "message", "fix"],
    findings.map(({ severity, rule, cell, message, fix }) => [severity, rule, cell, message, fix]),
  );
}

function countsOf(findings: Finding[]) {
  return order.map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    const { word, plural } = severities[severity];
    if (count === 0) return null;
    return (
      <span class="fact" key={severity}>
        {count} {count === 1 ? word.toLowerCase() : plural}
      </span>
    );
  });
}

function FindingItem({ finding }: { finding: Finding }) {
  const { icon: SeverityIcon, word } = severities[finding.severity];
  return (
    <li class={`finding ${finding.severity}`}>
      <span class="finding-mark">
        <SeverityIcon />
        <span class="unseen">{word}: </span>
      </span>
      <div>
        <p class="finding-message">{finding.message}</p>
        <p class="finding-fix">
          <b>Fix</b> {finding.fix}
        </p>
      </div>
      <span class="finding-place">
        <code class="finding-rule">{finding.rule}</code>
        {finding.cell === undefined ? null : <span class="finding-cell">cell {finding.cell}</span>}
      </span>
    </li>
  );
}
