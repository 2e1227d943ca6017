/** Realistic payload data for the display and renderer tests. */
import type {
  DatasetData,
  Finding,
  ParametersData,
  RougeData,
  RunsData,
  SummariesData,
  TrainingData,
} from "../../../src/protocol/index.js";

/** FLAN-T5 base with LoRA r=32 on q and v: the FLAN-T5 LoRA notebook's own figures. */
export const parameters: ParametersData = {
  name: "google/flan-t5-base + LoRA",
  total: 247577856,
  trainable: 3538944,
  all: 251116800,
  percentage: (100 * 3538944) / 251116800,
  dtype: "bfloat16",
  device: "cpu",
  bytes: 502233600,
  byModule: flanT5Base(),
};

function flanT5Base(): ParametersData["byModule"] {
  const modules: ParametersData["byModule"] = [];
  const add = (name: string, total: number, trainable = 0) =>
    modules.push({ name: `base_model.model.${name}`, total, trainable });
  add("shared", 32128 * 768);
  for (const [stack, attentions] of [
    ["encoder", ["SelfAttention"]],
    ["decoder", ["SelfAttention", "EncDecAttention"]],
  ] as const) {
    for (let block = 0; block < 12; block++) {
      for (const [layer, attention] of attentions.entries()) {
        const at = `${stack}.block.${block}.layer.${layer}`;
        for (const projection of ["q", "k", "v", "o"]) {
          add(`${at}.${attention}.${projection}`, 768 * 768);
          if (projection === "q" || projection === "v") {
            add(`${at}.${attention}.${projection}.lora_A.default`, 32 * 768, 32 * 768);
            add(`${at}.${attention}.${projection}.lora_B.default`, 768 * 32, 768 * 32);
          }
        }
        add(`${at}.layer_norm`, 768);
      }
      const feedForward = `${stack}.block.${block}.layer.${attentions.length}`;
      for (const name of ["wi_0", "wi_1", "wo"]) add(`${feedForward}.DenseReluDense.${name}`, 768 * 2048);
      add(`${feedForward}.layer_norm`, 768);
    }
    add(`${stack}.final_layer_norm`, 768);
  }
  add("lm_head", 32128 * 768);
  return modules;
}

/** A deterministic number in [0, 1), so that screenshots are the same every time. */
export function noise(index: number): number {
  const value = Math.sin(index * 12.9898 + 4.1414) * 43758.5453;
  return value - Math.floor(value);
}

export function training(points: number, options: Partial<TrainingData> = {}): TrainingData {
  const every = 10;
  const evalEvery = Math.max(1, Math.round(points / 6));
  const maxSteps = points * every;
  return {
    name: "starter-t5 · LoRA r=32",
    state: "finished",
    step: maxSteps,
    maxSteps,
    epochs: 2.5,
    device: "cpu",
    elapsedSeconds: 0.21 * maxSteps,
    tokensPerSecond: 5230.4,
    peakMemoryBytes: 741_240_832,
    logs: Array.from({ length: points }, (_, index) => {
      const done = (index + 1) / points;
      const step = (index + 1) * every;
      return {
        step,
        epoch: 2.5 * done,
        loss: 1.62 + 1.9 * Math.exp(-5 * done) + 0.22 * (noise(index) - 0.5),
        gradNorm: 0.9 + 1.4 * Math.exp(-8 * done) + 0.5 * noise(index + 7),
        learningRate: 5e-4 * (1 - done),
        ...((index + 1) % evalEvery === 0 ? { evalLoss: 1.74 + 1.7 * Math.exp(-5.5 * done) } : {}),
      };
    }),
    ...options,
  };
}

/** A training whose last evaluation generated summaries. */
export const evaluatedTraining: TrainingData = (() => {
  const data = training(60, {
    state: "running",
    maxSteps: 900,
    memoryBytes: 212_240_832,
    paddedTokensPerSecond: 6120.2,
  });
  const last = data.logs.at(-1)!;
  const metrics = { rouge1: 0.3712, rouge2: 0.1518, rougeL: 0.3105, rougeLsum: 0.3107, genLen: 13.2 };
  return {
    ...data,
    logs: [...data.logs.slice(0, -1), { ...last, evalLoss: 1.7421, metrics }],
    evaluation: {
      step: last.step,
      intervals: {
        rouge1: [0.3548, 0.3881],
        rouge2: [0.1379, 0.1662],
        rougeL: [0.2951, 0.3266],
        rougeLsum: [0.2953, 0.3268],
      },
      samples: [
        {
          index: 0,
          prediction: "monitor and control the LongRun power management of Crusoe processors",
          reference: "control LongRun capability of Transmeta's Crusoe CPUs",
        },
        {
          index: 1,
          prediction: "lightweight window manager",
          reference: "small and fast window manager for X11",
        },
        { index: 2, prediction: "", reference: "Python bindings for the Qt toolkit (Python 3 debug build)" },
      ],
    },
  };
})();

/** The loss table of the FLAN-T5 LoRA notebook, pad tokens in its loss and all. */
export const notebookTraining: TrainingData = {
  ...training(1),
  name: "flan-t5-base · LoRA r=32",
  step: 100,
  maxSteps: 100,
  epochs: 0.06,
  logs: [37.05, 15.2969, 5.05, 4.1031, 3.3312, 2.5297, 1.8477, 1.3711, 1.1484, 1.0598].map((loss, index) => ({
    step: 10 * (index + 1),
    epoch: 0.006 * (index + 1),
    loss,
    gradNorm: null,
    learningRate: 5e-4 * (1 - (index + 1) / 100),
  })),
};

const pairs = [
  {
    document:
      "WMLongRun is a program to monitor LongRun. It displays the current LongRun(tm) settings and status: the frequency, the LongRun(tm) flags (performance or economy), and the performance level (expressed as a percentile). It is a dockapp (dockable application) that is supported by X window managers such as Window Maker, AfterStep, BlackBox, and Enlightenment.",
    base: "WMLongRun is a program to monitor LongRun. It displays the current",
    lora: "window maker dock application to monitor LongRun status",
    human: "dockapp to monitor LongRun settings",
  },
  {
    document:
      "This module can be used to create objects from CSV files, or to create CSV files from objects. Text::CSV_XS is used for parsing and creating CSV file lines, so any limitations in Text::CSV_XS will of course be inherent in this module.",
    base: "This module can be used to create objects from CSV files, or to create",
    lora: "Perl module to create objects from CSV files",
    human: "class based CSV parser/writer",
  },
  {
    document:
      "Fetchmail is a free, full-featured, robust, well-documented remote mail retrieval and forwarding utility intended to be used over on-demand TCP/IP links (such as SLIP or PPP connections). It retrieves mail from remote mail servers and forwards it to your local (client) machine's delivery system, so it can then be read by normal mail user agents such as mutt, elm, pine, or mailx.",
    base: "Fetchmail is a free, full-featured, robust, well-documented remote",
    lora: "SSL enabled mail retrieval and forwarding utility for remote POP3 servers",
    human: "SSL enabled POP3, APOP, IMAP mail gatherer/forwarder",
  },
  {
    document:
      "XS::Object::Magic provides a way of associating structs with Perl space objects, designed to supersede Perl's builtin T_PTROBJ with something that is extensible: the association of the pointer using sv_magicext can be done on any data type.",
    base: "XS::Object::Magic provides a way of associating structs with",
    lora: "module for opaque XS objects with magic pointers",
    human: "module for opaque, extensible XS pointer backed objects using sv_magic",
  },
];

export const summaries: SummariesData = {
  systems: [
    { key: "base", label: "Base model" },
    { key: "lora", label: "LoRA" },
    { key: "human", label: "Human" },
  ],
  reference: "human",
  rows: Array.from({ length: 42 }, (_, index) => {
    const { document, ...texts } = pairs[index % pairs.length]!;
    return { index, document, summaries: texts };
  }),
};

const metrics = ["rouge1", "rouge2", "rougeL", "rougeLsum"];
const score = (value: number, width: number) => ({ value, low: value - width, high: value + width * 1.1 });
const scoresOf = (values: number[], width: number) =>
  Object.fromEntries(metrics.map((metric, index) => [metric, score(values[index]!, width)]));

export const rouge: RougeData = {
  metrics,
  systems: [
    { key: "first8", label: "First 8 words", scores: scoresOf([0.304, 0.121, 0.276, 0.276], 0.014) },
    { key: "base", label: "Base model", scores: scoresOf([0.287, 0.109, 0.259, 0.26], 0.015) },
    { key: "lora", label: "LoRA", scores: scoresOf([0.372, 0.171, 0.351, 0.351], 0.017) },
  ],
  differences: [
    { from: "base", to: "lora", scores: scoresOf([0.085, 0.062, 0.092, 0.091], 0.019) },
    {
      from: "first8",
      to: "base",
      scores: {
        rouge1: { value: -0.017, low: -0.031, high: -0.003 },
        rouge2: { value: -0.012, low: -0.026, high: 0.002 },
        rougeL: { value: -0.017, low: -0.032, high: -0.001 },
        rougeLsum: { value: -0.016, low: -0.034, high: 0.001 },
      },
    },
  ],
  count: 200,
  confidence: 0.95,
};

export const dataset: DatasetData = {
  name: "debian-synopses",
  splits: [
    { name: "train", numRows: 20065, features: ["id", "document", "summary"] },
    { name: "validation", numRows: 1000, features: ["id", "document", "summary"] },
    { name: "test", numRows: 1000, features: ["id", "document", "summary"] },
  ],
  preview: {
    split: "train",
    columns: ["id", "document", "summary"],
    rows: Array.from({ length: 24 }, (_, index) => {
      const pair = pairs[index % pairs.length]!;
      return [`package-${index}`, pair.document.slice(0, 120 + Math.floor(240 * noise(index))), pair.human];
    }),
  },
};

export const findings: Finding[] = [
  {
    rule: "labels-contain-pad",
    severity: "error",
    message: "38% of the label tokens are padding that counts in the loss, so the loss starts near 37.",
    fix: "Let DataCollatorForSeq2Seq pad the labels with -100.",
    cellId: "c5",
  },
  {
    rule: "source-truncated",
    severity: "warning",
    message: "212 of 20,065 documents are longer than 512 tokens; 3.1% of all tokens are cut off.",
    fix: "Raise maxSourceLength to 768, or accept that the ends of long documents are not seen.",
  },
  {
    rule: "few-evaluation-rows",
    severity: "info",
    message: "With 10 evaluation rows only differences above about 9 ROUGE-1 points can be told from noise.",
    fix: "Evaluate on at least 200 rows.",
  },
];

function runPoints(points: number, run: number): RunsData["runs"][number]["points"] {
  return Array.from({ length: points }, (_, index) => {
    const done = (index + 1) / 30;
    const loss =
      1.6 + 0.12 * run + 1.9 * Math.exp(-(5 - run) * done) + 0.12 * (noise(index + 31 * run) - 0.5);
    return { step: 10 * (index + 1), loss, ...((index + 1) % 5 === 0 ? { evalLoss: loss + 0.15 } : {}) };
  });
}

/** Two runs side by side. */
export const runs: RunsData = {
  title: "2 runs",
  runs: [
    { id: "20261122-203000-flan-lora-ab12", label: "A", state: "finished", points: runPoints(30, 0) },
    { id: "20261122-211500-flan-lora-cd34", label: "B", state: "died", points: runPoints(18, 1) },
  ],
  settings: [
    { name: "learningRate", values: ["0.0005", "0.001"] },
    { name: "lora.targetModules", values: ['["q","v"]', ""] },
  ],
  figures: [
    { name: "steps", values: [300, 180] },
    { name: "trainLoss", values: [1.98231, null], best: "lowest" },
    { name: "evalLoss", values: [1.77, 1.93], best: "lowest" },
    { name: "rouge1", values: [0.37, 0.372], best: "highest" },
  ],
};

/** The trials of a search, best first. */
export const trials: RunsData = {
  title: "Search: 8 trials",
  note: "Interrupted after 8 of 20 trials.",
  runs: Array.from({ length: 8 }, (_, index) => ({
    id: `20261122-2030${10 + index}-starter-trial-${index}-ab1${index}`,
    label: `trial ${(5 * index) % 8}`,
    state: index > 5 ? ("pruned" as const) : ("finished" as const),
    points: runPoints(index > 5 ? 10 : 30, index / 4),
  })),
  settings: [
    { name: "learningRate", values: Array.from({ length: 8 }, (_, index) => String((index + 1) / 10_000)) },
    {
      name: "lrSchedulerType",
      values: Array.from({ length: 8 }, (_, index) => ["linear", "cosine"][index % 2]!),
    },
  ],
  figures: [
    {
      name: "evalLoss",
      values: Array.from({ length: 8 }, (_, index) => 1.77 + 0.03 * index),
      best: "lowest",
    },
  ],
  rankedBy: "evalLoss",
};

/** Text that would run if any part of it became markup or script. */
export const hostile = `</script><script>window.__ran=1</script><img src=x onerror="window.__ran=1">'"&<b>`;
