/** A run as VS Code's side of the panel tells of it. */
import type { HostToPanel, OutputKind, RunHead, RunOutput } from "../../../../src/protocol/index.js";

const gib = 2 ** 30;
const titles = [
  "Data",
  "Base model",
  "Summaries before training",
  "LoRA",
  "Training",
  "Summaries after training",
  "ROUGE",
];
export const headOf = (changes: Partial<RunHead>, states: RunHead["cells"][number]["state"][]): RunHead => ({
  name: "train-lora",
  notebook: "train-lora.summnb",
  phase: "running",
  alive: true,
  cells: titles.map((title, index) => ({ id: `c${index}`, title, state: states[index] ?? "waiting" })),
  ...changes,
});
export const output = (kind: OutputKind, data: object, final = true): RunOutput =>
  ({ key: kind, cellId: "c4", kind, payload: { outputId: kind, seq: 0, final, data } }) as RunOutput;
export const log = (step: number) => ({
  step,
  epoch: step / 100,
  loss: 1 + 3 * Math.exp(-step / 60),
  gradNorm: 1,
  learningRate: 1e-3 * (1 - step / 200),
  ...(step % 50 === 0 ? { evalLoss: 1.2 + 3 * Math.exp(-step / 50) } : {}),
});
export const training = (steps: number, state: string) => ({
  name: "starter",
  state,
  step: steps,
  maxSteps: 200,
  epochs: steps / 100,
  device: "cpu",
  elapsedSeconds: steps * 0.7,
  tokensPerSecond: 5100,
  memoryBytes: 1.2 * gib,
  peakMemoryBytes: 1.4 * gib,
  logs: Array.from({ length: steps / 5 }, (_, index) => log(5 * (index + 1))),
});

export const finished: HostToPanel = {
  type: "run",
  head: headOf(
    { phase: "finished" },
    titles.map(() => "done" as const),
  ),
  log: [],
  outputs: [
    output("training", training(200, "finished")),
    output("summaries", {
      systems: [
        { key: "reference", label: "Reference" },
        { key: "base", label: "base" },
        { key: "lora", label: "lora" },
      ],
      reference: "reference",
      rows: [
        {
          index: 0,
          document: "A: Shall we meet at three? B: An hour later.",
          summaries: {
            reference: "They meet at four.",
            base: "A asks B to meet.",
            lora: "They meet at four o'clock.",
          },
        },
      ],
    }),
    output("rouge", {
      metrics: ["rouge1", "rouge2"],
      systems: ["base", "lora"].map((key, index) => ({
        key,
        label: key,
        scores: {
          rouge1: { value: 0.3 + index / 10, low: 0.27 + index / 10, high: 0.33 + index / 10 },
          rouge2: { value: 0.1 + index / 20, low: 0.08 + index / 20, high: 0.12 + index / 20 },
        },
      })),
      differences: [
        {
          from: "base",
          to: "lora",
          scores: {
            rouge1: { value: 0.1, low: 0.05, high: 0.15 },
            rouge2: { value: 0.05, low: -0.01, high: 0.1 },
          },
        },
      ],
      count: 20,
      confidence: 0.95,
    }),
  ],
};
