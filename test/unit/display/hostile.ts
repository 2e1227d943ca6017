/** For each kind of output, data in which every text would do harm if it became markup. */
import type { OutputDataByKind } from "../../../src/protocol/index.js";
import { hostile, parameters, rouge, training } from "./samples.js";

const run = training(3);

export const hostileData: OutputDataByKind = {
  parameters: {
    ...parameters,
    name: hostile,
    dtype: hostile,
    device: hostile,
    byModule: [
      { name: hostile, total: 1, trainable: 0 },
      { name: "other", total: 1, trainable: 1 },
    ],
  },
  training: {
    ...run,
    name: hostile,
    device: hostile,
    message: hostile,
    logs: run.logs.map((log) => ({ ...log, metrics: { [hostile]: 1 } })),
  },
  summaries: {
    systems: [
      { key: hostile, label: hostile },
      { key: "human", label: "Human" },
    ],
    reference: "human",
    rows: [{ index: 0, document: hostile, summaries: { [hostile]: hostile, human: hostile } }],
  },
  rouge: {
    ...rouge,
    metrics: [hostile],
    systems: [{ key: "a", label: hostile, scores: { [hostile]: { value: 0.3 } } }],
    differences: [{ from: hostile, to: "a", scores: { [hostile]: { value: 0.3, low: 0.1, high: 0.4 } } }],
  },
  dataset: {
    name: hostile,
    splits: [{ name: hostile, numRows: 1, features: [hostile] }],
    preview: { split: hostile, columns: [hostile], rows: [[hostile]] },
  },
  progress: { label: hostile, value: 1, total: 2, unit: hostile, detail: hostile },
  runs: {
    title: hostile,
    note: hostile,
    runs: [
      { id: hostile, label: hostile, state: "finished", points: [{ step: 1, loss: 1 }] },
      { id: "b", label: "B", state: "failed", points: [{ step: 2, loss: 2, evalLoss: 2 }] },
    ],
    settings: [{ name: hostile, values: [hostile, ""] }],
    figures: [{ name: hostile, values: [1, null] }],
  },
  diagnostics: { findings: [{ rule: hostile, severity: "error", message: hostile, fix: hostile }] },
};
