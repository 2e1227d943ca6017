import type { Finding } from "../../../protocol/index.js";
import type { CellMark } from "../../display/types.js";

/** What a rule found; its name and its usual severity come from the rule. */
export interface Found {
  severity?: Finding["severity"];
  /** The reason, in one sentence. */
  message: string;
  fix: string;
  /** The cell to correct, where it is known. */
  cell?: CellMark | undefined;
}

/** A mistake that the doctor knows, found in facts of kind `F`. */
export interface Rule<F> {
  name: string;
  /** error: the run does not do what it seems to. warning: it is probably not what is meant. info: worth knowing. */
  severity: Finding["severity"];
  check(facts: F): Found | readonly Found[] | undefined;
}

/** All that rules find in facts, the worst first. */
export function applyRules<F>(rules: readonly Rule<F>[], facts: F): Finding[] {
  const findings = rules.flatMap(({ name, severity, check }) =>
    [check(facts) ?? []].flat().map((found) => findingOf(name, severity, found)),
  );
  return findings.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

const order: readonly Finding["severity"][] = ["error", "warning", "info"];

export function findingOf(
  rule: string,
  usual: Finding["severity"],
  { severity = usual, message, fix, cell }: Found,
): Finding {
  return { rule, severity, message, fix, ...(cell ? { cellId: cell.id, cell: cell.label } : {}) };
}
