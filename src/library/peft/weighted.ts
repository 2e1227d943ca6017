/** One adapter out of several, as PEFT's `add_weighted_adapter`. */
import { SummnbError } from "../errors.js";
import { nearest } from "../nearest.js";
import { noGrad } from "../tensor/autograd.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { scope, withoutScope } from "../tensor/scope.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Adapter } from "./adapter.js";
import type { LoraConfig } from "./config.js";
import type { LoraConfigValues } from "./configValues.js";
import { svd } from "./operators.js";
import { endsWithPart } from "./patterns.js";

type Float = Tensor<FloatDType>;

/** A layer's share of one adapter that goes into the combination. */
interface Share {
  a: Float;
  b: Float;
  /** Weight times the adapter's own scaling. */
  factor: number;
}

interface Combination {
  /** Rank of the result from the adapters' ranks. */
  rank(ranks: readonly number[], svdRank: number | undefined): number;
  /** A [r, in] and B [out, r] of the result, r at most `rank`. */
  combine(shares: readonly Share[], rank: number): { a: Float; b: Float };
}

const sum = (tensors: readonly Float[]): Float => tensors.reduce((total, tensor) => ops.add(total, tensor));

const largest = (ranks: readonly number[]) => Math.max(...ranks);

const combinations = {
  /**
   * Sums of the As and of the Bs, each with the root of its factor. Cheap, and not the sum of the updates: it has
   * the products of one adapter's A with another's B in it.
   */
  linear: {
    rank(ranks) {
      if (new Set(ranks).size > 1)
        throw new SummnbError(
          `combinationType "linear" needs adapters of one rank, but these have ${ranks.join(", ")}; use "cat" or "svd".`,
        );
      return ranks[0]!;
    },
    combine: (shares) => ({
      a: sum(
        shares.map(({ a, factor }) => ops.mulScalar(a, Math.sqrt(Math.abs(factor)) * (factor < 0 ? -1 : 1))),
      ),
      b: sum(shares.map(({ b, factor }) => ops.mulScalar(b, Math.sqrt(Math.abs(factor))))),
    }),
  },
  /** The adapters beside each other: exact, with the sum of the ranks. */
  cat: {
    rank: (ranks) => ranks.reduce((total, rank) => total + rank, 0),
    combine: (shares) => ({
      a: ops.cat(
        shares.map(({ a, factor }) => ops.mulScalar(a, factor)),
        0,
      ),
      b: ops.cat(
        shares.map(({ b }) => b),
        1,
      ),
    }),
  },
  /** The nearest update of the rank to the sum of the updates. */
  svd: {
    rank: (ranks, svdRank) => svdRank ?? largest(ranks),
    combine(shares, rank) {
      const update = sum(shares.map(({ a, b, factor }) => ops.mulScalar(ops.matmul(b, a), factor)));
      const { u, s, v } = svd(update);
      const count = Math.min(rank, s.numel);
      return {
        a: ops.contiguous(ops.narrow(v, 0, 0, count)),
        b: ops.mul(ops.narrow(u, 1, 0, count), ops.narrow(s, 0, 0, count)),
      };
    },
  },
} satisfies Record<string, Combination>;

export type CombinationType = keyof typeof combinations;

export interface WeightedOptions {
  /** "svd" (default) and "cat" give the weighted sum of the updates, "linear" is cheap and rough. */
  combinationType?: CombinationType;
  /** Rank of the result of "svd"; default is the largest of the adapters'. */
  svdRank?: number;
}

const typeNames = Object.keys(combinations) as CombinationType[];

function checkCombinable(adapters: readonly Adapter[], weights: readonly number[], type: string): void {
  if (!Object.hasOwn(combinations, type))
    throw new SummnbError(
      `combinationType must be one of ${typeNames.join(", ")}, not "${type}"${nearest(type, typeNames, '; did you mean "', '"?') || "."}`,
    );
  if (adapters.length === 0 || adapters.length !== weights.length)
    throw new SummnbError(
      `addWeightedAdapter needs a weight for each adapter, but got ${adapters.length} adapters and ${weights.length} weights.`,
    );
  const wrong = weights.find((weight) => !Number.isFinite(weight));
  if (wrong !== undefined) throw new SummnbError(`The weight of an adapter must be a number, not ${wrong}.`);
  const odd = adapters.find(({ config }) => config.useDora || config.modulesToSave || config.bias !== "none");
  if (odd)
    throw new SummnbError(
      `The adapter "${odd.name}" trains more than low-rank updates (DoRA's magnitudes, modulesToSave or biases), which have no weighted sum; combine plain LoRA adapters.`,
    );
  const forms = new Set(adapters.map(({ config }) => typeof config.targetModules));
  if (forms.size > 1)
    throw new SummnbError(
      "One of the adapters names its targets by an expression and another one by a list, which have no common form; write both alike.",
    );
}

/** Which layers the adapters stand in together: by their own words where these say it, else by full names. */
function jointTargets(adapters: readonly Adapter[]): Partial<LoraConfigValues> {
  const given = adapters.map(({ config }) => config.targetModules!);
  const everywhere = [...new Set(adapters.flatMap(({ layers }) => [...layers.keys()]))];
  const narrowed = adapters.some(({ config }) => config.excludeModules || config.layersToTransform !== null);
  if (narrowed)
    return { targetModules: everywhere, excludeModules: null, layersToTransform: null, layersPattern: null };
  const isText = (value: readonly string[] | string): value is string => typeof value === "string";
  if (given.every(isText)) return { targetModules: given.map((words) => `(${words})`).join("|") };
  const words = [...new Set(given.flat())];
  return { targetModules: words.filter((word) => everywhere.some((name) => endsWithPart(word, name))) };
}

/** A plan for a new adapter: what it is, and how its values come from the others'. */
export interface WeightedPlan {
  config: LoraConfig;
  fill(adapter: Adapter): void;
}

/** @throws SummnbError when the adapters can't be combined so */
export function planWeighted(
  adapters: readonly Adapter[],
  weights: readonly number[],
  { combinationType = "svd", svdRank }: WeightedOptions,
): WeightedPlan {
  checkCombinable(adapters, weights, combinationType);
  if (svdRank !== undefined && !(Number.isInteger(svdRank) && svdRank > 0))
    throw new SummnbError(`svdRank must be a whole number from 1 on, not ${svdRank}.`);
  // Of one adapter, every way gives the same; this one is exact.
  const { rank, combine }: Combination = combinations[adapters.length === 1 ? "linear" : combinationType];
  const ranks = adapters.map(({ config }) => largest([config.r, ...Object.values(config.rankPattern)]));
  const r = rank(ranks, svdRank);
  const config = adapters[0]!.config.with({
    r,
    loraAlpha: r,
    ...jointTargets(adapters),
    rankPattern: {},
    alphaPattern: {},
    // A scaling of 1: the factors are in A and B. Nothing is taken from the base model's weights either.
    useRslora: false,
    initLoraWeights: true,
  });
  return { config, fill: (adapter) => fill(adapter, adapters, weights, combine, r) };
}

function fill(
  adapter: Adapter,
  adapters: readonly Adapter[],
  weights: readonly number[],
  combine: Combination["combine"],
  r: number,
): void {
  for (const layer of adapter.layers.values())
    noGrad(() =>
      scope(() => {
        const shares = adapters.flatMap(({ name }, i): Share[] => {
          const settings = layer.settings(name);
          if (!settings) return [];
          const { a, b } = layer.factors(name);
          return [{ a: a.data, b: b.data, factor: weights[i]! * settings.scaling }];
        });
        const combined = combine(shares, r);
        const { a, b } = layer.factors(adapter.name);
        const zeros = (like: Float, shape: readonly number[]) => ops.zeros(shape, like.dtype, like.device);
        a.data = withoutScope(() => zeros(combined.a, a.shape));
        b.data = withoutScope(() => zeros(combined.b, b.shape));
        ops.copy_(ops.narrow(a.data, 0, 0, combined.a.shape[0]!), combined.a);
        ops.copy_(ops.narrow(b.data, 1, 0, combined.b.shape[1]!), combined.b);
      }),
    );
}
