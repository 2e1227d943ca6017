/** What VS Code's side of the panel says of a plan. */
import { presets } from "../../../../src/host/train-lora/presets.js";
import { startPlan } from "../../../../src/host/train-lora/start-plan.js";
import type { HostToPanel, PlanCheck } from "../../../../src/protocol/index.js";
import { hostile } from "../../../unit/display/samples.js";

const models = [{ value: "starter", label: "starter", detail: "in this folder" }];
const datasets = [{ value: "rows", label: "rows", detail: "in this folder" }];
export const first = startPlan(models, datasets);
const described = presets.map((facts) => ({
  ...facts,
  description: `About ${facts.title}.`,
  cost: "minutes",
}));

export const init: HostToPanel = {
  type: "init",
  plan: first,
  presets: described,
  models,
  datasets,
  trusted: true,
};
const dataFacts = (data: string): HostToPanel => ({
  type: "data",
  data,
  config: "",
  answer: {
    facts: {
      state: "ready",
      name: data,
      splits: [
        { name: "train", numRows: 12_460, features: ["id", "dialogue", "summary"] },
        { name: "test", numRows: 1500, features: ["id", "dialogue", "summary"] },
      ],
      preview: {
        split: "train",
        columns: ["id", "dialogue", "summary"],
        rows: Array.from({ length: 5 }, (_, index) => [
          `train_${index}`,
          `#A#: Shall we meet at ${index + 3}? #B#: I would like that, but I have to finish this report first. #A#: Then let us say an hour later. ${hostile}`,
          "They will meet an hour later than planned.",
        ]),
      },
    },
  },
});
const modelFacts = (model: string): HostToPanel => ({
  type: "model",
  model,
  answer: {
    facts: {
      type: "t5",
      parameters: 247_577_856,
      layers: ["q", "v", "k", "o", "wi_0", "wi_1", "wo"],
      defaultTargets: ["q", "v"],
      maxPositions: null,
      prefix: "",
    },
  },
});
const gib = 2 ** 30;
const check: PlanCheck = {
  findings: [
    { rule: "t5-without-prefix", severity: "warning", message: "Documents have no prefix.", fix: "Set one." },
    {
      rule: "truncated",
      severity: "info",
      message: `12 documents are cut. ${hostile}`,
      fix: "Raise the length.",
    },
  ],
  parameters: { trainable: 3_538_944, all: 251_116_800 },
  memory: {
    weights: 0.94 * gib,
    gradients: 0.014 * gib,
    optimizer: 0.03 * gib,
    activations: 3.1 * gib,
    peak: 4.1 * gib,
    available: 11.3 * gib,
    device: "cuda:0",
  },
  steps: { total: 200, perEpoch: 1558, rows: 12_460 },
};
const machine: HostToPanel = {
  type: "machine",
  answer: {
    facts: {
      devices: [
        { name: "cuda:0", totalBytes: 16 * gib, freeBytes: 11.3 * gib },
        { name: "cpu", totalBytes: 32 * gib, freeBytes: 20 * gib },
      ],
    },
  },
};

/** Everything of a plan that was looked at. */
export const looked = [
  init,
  machine,
  modelFacts("starter"),
  dataFacts("rows"),
  { type: "check", answer: { facts: check } },
] as HostToPanel[];
