import { currentCell } from "../display/sink.js";
import type { CellMark } from "../display/types.js";
import type { Generated } from "./generations.js";

/** Summaries that were scored by themselves. */
export interface Evaluation {
  results: readonly Generated[];
  cell: CellMark | undefined;
}

const mostEvaluations = 20;
const evaluations: Evaluation[] = [];

export function noteEvaluation(results: readonly Generated[]): void {
  evaluations.push({ results, cell: currentCell() });
  if (evaluations.length > mostEvaluations) evaluations.shift();
}

/** Evaluations before this one; those of an earlier run of the same cell are not meant to differ. */
export function earlierEvaluations(): readonly Evaluation[] {
  const now = currentCell();
  return evaluations.filter(({ cell }) => !(cell && now && cell.id === now.id && cell.label !== now.label));
}
