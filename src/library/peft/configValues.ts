/** What a LoRA configuration can say, what it says by default, and what each value may be. */
export type LoraBias = "none" | "all" | "lora_only";

/**
 * How A and B begin.
 *
 * - `true`: A uniform as a linear layer's own, B zero (Hu et al. 2021); `false`: both as a linear layer's own
 * - `"gaussian"`: A normal with deviation 1 / r, B zero
 * - `"pissa"`: the largest singular values and vectors of the weights, which train, while the rest stays fixed
 *   (Meng et al. 2024, https://arxiv.org/abs/2404.02948); `"pissa_niter_N"`: the same by N rounds of a fast, random
 *   decomposition
 * - `"olora"`: an orthonormal B and its A from the QR decomposition (Büyükakyüz 2024, https://arxiv.org/abs/2406.01775)
 */
export type InitLoraWeights = boolean | "gaussian" | "pissa" | `pissa_niter_${number}` | "olora";

export interface LoraConfigValues {
  /** Rank of the update. */
  r: number;
  /** The update is scaled by loraAlpha / r. */
  loraAlpha: number;
  /** Of the adapter's input, while training. */
  loraDropout: number;
  /**
   * Linear layers and embeddings to adapt: a list of names or last parts of names, such as "q" or
   * "SelfAttention.q"; a text is a regular expression for the whole name; "all-linear" is every linear layer but
   * the output layer; null is what suits the architecture.
   */
  targetModules: readonly string[] | string | null;
  /** What `targetModules` shall not match, written alike. */
  excludeModules: readonly string[] | string | null;
  /** Which biases train besides: none, all, or those of the adapted layers. */
  bias: LoraBias;
  /** Layers that train whole, in a copy: last parts of their names, such as "lm_head". */
  modulesToSave: readonly string[] | null;
  /** Other ranks for layers whose names end in a regular expression. */
  rankPattern: Readonly<Record<string, number>>;
  /** Other alphas, likewise. */
  alphaPattern: Readonly<Record<string, number>>;
  /** Numbers of the blocks to adapt, from 0; null is all. */
  layersToTransform: readonly number[] | number | null;
  /** What the list of blocks is called, when it isn't the first numbered part of a name. */
  layersPattern: readonly string[] | string | null;
  /** Scale by loraAlpha / √r instead (Kalajdzievski 2023, https://arxiv.org/abs/2312.03732). */
  useRslora: boolean;
  /** Train a magnitude for each output beside the direction (Liu et al. 2024, https://arxiv.org/abs/2402.09353). */
  useDora: boolean;
  initLoraWeights: InitLoraWeights;
}

/** PEFT's. */
export const loraDefaults: LoraConfigValues = {
  r: 8,
  loraAlpha: 8,
  loraDropout: 0,
  targetModules: null,
  excludeModules: null,
  bias: "none",
  modulesToSave: null,
  rankPattern: {},
  alphaPattern: {},
  layersToTransform: null,
  layersPattern: null,
  useRslora: false,
  useDora: false,
  initLoraWeights: true,
};

/** Undefined when a value is right, else what it must be. */
type Check = (value: unknown) => string | undefined;

const check =
  (wanted: string, right: (value: unknown) => boolean): Check =>
  (value) =>
    right(value) ? undefined : wanted;

const isText = (value: unknown) => typeof value === "string" && value !== "";
const isWhole = (low: number) => (value: unknown) => Number.isInteger(value) && (value as number) >= low;
const isListOf = (item: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.every(item);
const isNumber = (value: unknown) => Number.isFinite(value);
const isNull = (value: unknown) => value === null;
const isRecordOf = (item: (value: unknown) => boolean) => (value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(item);
const either =
  (...rights: ((value: unknown) => boolean)[]) =>
  (value: unknown) =>
    rights.some((right) => right(value));

const flag = check("true or false", (value) => typeof value === "boolean");
const isInit = (value: unknown) =>
  typeof value === "boolean" || /^(?:gaussian|olora|pissa|pissa_niter_\d+)$/.test(String(value));

export const loraChecks: Record<keyof LoraConfigValues, Check> = {
  r: check("a whole number from 1 on", isWhole(1)),
  loraAlpha: check("a number", isNumber),
  loraDropout: check(
    "a number from 0 to below 1",
    (value) => typeof value === "number" && value >= 0 && value < 1,
  ),
  targetModules: check(
    'a list that names at least one layer, such as ["q", "v"], a regular expression, or "all-linear"',
    either(isNull, isText, isListOf(isText)),
  ),
  excludeModules: check("a list of names or a regular expression", either(isNull, isText, isListOf(isText))),
  bias: check('"none", "all" or "lora_only"', (value) =>
    ["none", "all", "lora_only"].includes(value as string),
  ),
  modulesToSave: check('a list of names, such as ["lm_head"]', either(isNull, isListOf(isText))),
  rankPattern: check("an object of whole numbers from 1 on", isRecordOf(isWhole(1))),
  alphaPattern: check("an object of numbers", isRecordOf(isNumber)),
  layersToTransform: check(
    "a whole number from 0 on, or a list of them",
    either(isNull, isWhole(0), isListOf(isWhole(0))),
  ),
  layersPattern: check('a name such as "block", or a list of them', either(isNull, isText, isListOf(isText))),
  useRslora: flag,
  useDora: flag,
  initLoraWeights: check(
    'true, false, "gaussian", "pissa", "pissa_niter_16" (or another number) or "olora"',
    isInit,
  ),
};

/** What is wrong with values that are right each by itself; undefined when nothing is. */
export function contradiction(values: LoraConfigValues): string | undefined {
  const { targetModules, layersToTransform, layersPattern } = values;
  if (layersPattern !== null && layersToTransform === null)
    return "layersPattern says where blocks are counted, so layersToTransform must say which; give both";
  if (typeof targetModules === "string" && layersToTransform !== null)
    return `layersToTransform goes with a list in targetModules, not with "${targetModules}"; put the numbers into the expression or give a list`;
  return undefined;
}
