import type { Finding } from "../../../protocol/index.js";
import { diagnosticsDisplay } from "../../display/diagnostics.js";
import { currentCell, display } from "../../display/sink.js";

/** What was shown already, by the run of the cell that showed it; "" outside a notebook. */
const shown = new Map<string, Set<string>>();
const mostRuns = 50;

/** Shows findings in the cell that runs, each once a run of the cell. */
export function report(findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  const before = shownNow();
  const fresh = findings.filter(({ rule, message }) => !before.has(`${rule} ${message}`));
  for (const { rule, message } of fresh) before.add(`${rule} ${message}`);
  if (fresh.length > 0) display(diagnosticsDisplay([...fresh]));
}

function shownNow(): Set<string> {
  const cell = currentCell();
  const run = cell ? `${cell.id} ${cell.label}` : "";
  const now = shown.get(run) ?? new Set<string>();
  shown.delete(run);
  shown.set(run, now);
  if (shown.size > mostRuns) shown.delete(shown.keys().next().value!);
  return now;
}
