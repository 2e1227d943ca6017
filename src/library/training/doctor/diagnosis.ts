import type { Finding } from "../../../protocol/index.js";
import { diagnosticsDisplay } from "../../display/diagnostics.js";
import type { Displayable } from "../../display/types.js";

/** What the training doctor found, to display and to read. */
export interface Diagnosis extends Displayable {
  readonly findings: readonly Finding[];
}

export function diagnosisOf(findings: readonly Finding[]): Diagnosis {
  return { ...diagnosticsDisplay([...findings]), findings };
}
