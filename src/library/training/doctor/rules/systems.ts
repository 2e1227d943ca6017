import type { CellMark } from "../../../display/types.js";
import type { Evaluation } from "../../../provenance/evaluations.js";
import type { Generated } from "../../../provenance/generations.js";
import { quoted } from "../words.js";

/** A system of a comparison, whose summaries were generated in this process. */
export interface SystemFacts {
  /** As the comparison calls it; "" where it has no name. */
  name: string;
  texts: readonly string[];
  results: readonly Generated[];
}

export interface ComparisonFacts {
  systems: readonly SystemFacts[];
  references: readonly string[];
  cell: CellMark | undefined;
  /** Systems that were scored before by themselves. */
  earlier?: readonly Evaluation[];
  /** Texts of unknown origin are scored although a trainer is there, and no model has generated anything. */
  nothingGenerated?: boolean;
}

/** How a sentence begins that speaks of a system. */
export const theSystem = (name: string): string =>
  name === "" ? "This system" : `The system ${quoted(name)}`;

export const inCell = (cell: CellMark | undefined): string => (cell ? ` in cell ${cell.label}` : "");
