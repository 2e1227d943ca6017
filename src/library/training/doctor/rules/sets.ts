import type { CellMark } from "../../../display/types.js";
import type { RowFacts, TrainingFacts } from "../facts.js";
import type { Found } from "../finding.js";

/** One of a training's data sets. */
export interface NamedSet {
  name: "training" | "evaluation";
  rows: RowFacts;
  cell: CellMark | undefined;
}

/** What a rule finds in each data set that was looked at. */
export function eachSet(facts: TrainingFacts, find: (set: NamedSet) => Found | undefined): Found[] {
  return (["training", "evaluation"] as const).flatMap((name) => {
    const rows = facts[name];
    const cell = facts.cells?.[name] ?? facts.cells?.trainer;
    return (rows && find({ name, rows, cell })) ?? [];
  });
}
