import type { OutputDataByKind } from "../../../src/protocol/index.js";
import * as samples from "../../unit/display/samples.js";

/** Realistic data of each kind. */
export const sampleData: OutputDataByKind = {
  parameters: samples.parameters,
  training: samples.evaluatedTraining,
  summaries: samples.summaries,
  rouge: samples.rouge,
  dataset: samples.dataset,
  progress: { label: "Tokenizing", value: 5233, total: 12460, unit: "rows" },
  diagnostics: { findings: samples.findings },
  runs: samples.runs,
};
