/** LoraConfig's values as a form shows them; the library's `loraDefaults` and `loraChecks` decide, and a test compares. */
import type { Argument } from "./types.js";

export const loraArguments: readonly Argument[] = [
  {
    name: "r",
    kind: "integer",
    default: 8,
    min: 1,
    help: "Rank: the width of the two matrices that a layer gets. More learn more, and take more memory.",
  },
  {
    name: "loraAlpha",
    kind: "number",
    default: 8,
    help: "The update is scaled by alpha / r; twice the rank is usual.",
  },
  {
    name: "loraDropout",
    kind: "number",
    default: 0,
    min: 0,
    below: 1,
    help: "Share of the adapter's input that is dropped while training, against learning rows by heart.",
  },
  {
    name: "targetModules",
    kind: "names",
    default: null,
    optional: true,
    help: "Layers that get an adapter: ends of names such as q, v; all-linear for every linear layer; empty for what suits the model.",
  },
  {
    name: "bias",
    kind: "choice",
    default: "none",
    choices: ["none", "all", "lora_only"],
    help: "Which biases train besides.",
  },
  {
    name: "useRslora",
    kind: "flag",
    default: false,
    help: "Scale by alpha / √r instead, which lets large ranks learn.",
  },
  {
    name: "useDora",
    kind: "flag",
    default: false,
    help: "Train a magnitude for each output beside the direction: often better at low ranks, and slower.",
  },
  {
    name: "initLoraWeights",
    kind: "json",
    default: true,
    help: 'How the matrices begin: true, false, "gaussian", "pissa", "pissa_niter_16" or "olora".',
  },
  {
    name: "modulesToSave",
    kind: "names",
    default: null,
    optional: true,
    help: "Layers that train whole, such as lm_head.",
  },
  {
    name: "excludeModules",
    kind: "names",
    default: null,
    optional: true,
    help: "Layers that targetModules shall not take.",
  },
  {
    name: "rankPattern",
    kind: "json",
    default: {},
    help: 'Other ranks for layers whose names end in a pattern, such as {"decoder.block.0.*q": 4}.',
  },
  {
    name: "alphaPattern",
    kind: "json",
    default: {},
    help: "Other alphas, likewise.",
  },
  {
    name: "layersToTransform",
    kind: "json",
    default: null,
    optional: true,
    help: "Numbers of the blocks to adapt, from 0, as a list; empty is all.",
  },
  {
    name: "layersPattern",
    kind: "text",
    default: null,
    optional: true,
    help: "What the list of blocks is called, such as block.",
  },
];
