/** How an adapter's two matrices begin; with the same seed they are PEFT's. */
import { SummnbError } from "../errors.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import type { Tensor } from "../tensor/tensor.js";
import type { InitLoraWeights } from "./configValues.js";
import { addLinear, qr, sqrt, svd, t } from "./operators.js";

type Float = Tensor<FloatDType>;

export interface Start {
  /** [r, in] */
  a: Float;
  /** [out, r] */
  b: Float;
  /** What is left of the weights [out, in] when A and B have taken a part of them. */
  residual: Float | null;
}

/** What an initialiser of linear layers works with. */
interface Given {
  r: number;
  scaling: number;
  inFeatures: number;
  outFeatures: number;
  /** The layer's weights [out, in], in float32 unless they are float64. */
  weight: () => Float;
  /** Rounds of `pissa_niter_N`. */
  rounds: number;
  /** What the two matrices draw as linear layers of their own. PEFT draws it always, so that it counts in the order. */
  own: { a: Float; b: Float };
}

/** Drawn on the CPU, whose generator is the one that Python draws adapters from. */
const uniform = (shape: number[], bound: number): Float =>
  ops.uniform_(ops.zeros(shape, "float32"), -bound, bound);
const normal = (shape: number[], deviation = 1): Float =>
  ops.normal_(ops.zeros(shape, "float32"), 0, deviation);
const zeros = (shape: number[]): Float => ops.zeros(shape, "float32");

/** A linear layer's first weights: Kaiming uniform with a = √5. */
function linearWeights(out: number, inputs: number): Float {
  const a = Math.sqrt(5);
  return uniform([out, inputs], Math.sqrt(2 / (1 + a * a)) * Math.sqrt(3 / inputs));
}

/** A and B from the largest singular values, and what they leave of the weights. */
function principal({ r, scaling, weight }: Given, { u, s, v }: ReturnType<typeof svd>): Start {
  const root = sqrt(ops.divScalar(ops.narrow(s, 0, 0, r), scaling));
  const a = ops.mul(ops.unsqueeze(root, 1), ops.narrow(v, 0, 0, r));
  const b = ops.mul(ops.narrow(u, 1, 0, r), root);
  return { a, b, residual: addLinear(weight(), b, t(a), -scaling) };
}

/**
 * The r largest singular values by subspace iteration from random vectors (Halko et al. 2009, algorithms 4.4
 * and 5.1, https://arxiv.org/abs/0909.4061), as `torch.svd_lowrank`.
 */
function lowRankSvd(weight: Float, r: number, rounds: number): ReturnType<typeof svd> {
  const [out, inputs] = weight.shape as [number, number];
  const wide = out < inputs;
  const tall = wide ? t(weight) : weight;
  const random = ops.to(normal([Math.min(out, inputs), r]), weight.device, weight.dtype);
  let { q } = qr(ops.matmul(tall, random));
  for (let i = 0; i < rounds; i++) {
    q = qr(ops.matmul(t(tall), q)).q;
    q = qr(ops.matmul(tall, q)).q;
  }
  const { u, s, v } = svd(ops.matmul(t(q), tall));
  const whole = ops.matmul(q, u);
  return wide ? { u: t(v), s, v: t(whole) } : { u: whole, s, v };
}

const linearInitializers: Record<string, (given: Given) => Start> = {
  false: ({ own }) => ({ ...own, residual: null }),
  true: ({ r, inFeatures, outFeatures }) => ({
    a: linearWeights(r, inFeatures),
    b: zeros([outFeatures, r]),
    residual: null,
  }),
  gaussian: ({ r, inFeatures, outFeatures }) => ({
    a: normal([r, inFeatures], 1 / r),
    b: zeros([outFeatures, r]),
    residual: null,
  }),
  pissa: (given) => principal(given, svd(given.weight())),
  pissa_niter: (given) => principal(given, lowRankSvd(given.weight(), given.r, given.rounds)),
  olora: ({ r, scaling, weight }) => {
    const split = qr(weight());
    const a = ops.contiguous(ops.narrow(split.r, 0, 0, r));
    const b = ops.contiguous(ops.narrow(split.q, 1, 0, r));
    return { a, b, residual: addLinear(weight(), b, t(a), -scaling) };
  },
};

/** Name in the table and the number behind it. */
function parse(init: InitLoraWeights): { name: string; rounds: number } {
  const [name, rounds] = String(init).split("_niter_");
  return { name: rounds === undefined ? name! : `${name}_niter`, rounds: Number(rounds ?? 0) };
}

/** Whether a way to begin takes its values from the weights and leaves less of them. */
export const takesFromWeights = (init: InitLoraWeights): boolean => /^(?:pissa|olora)/.test(String(init));

/**
 * A linear layer's first A and B.
 * @throws SummnbError when the weights can't be split as the rank or the scale asks
 */
export function startLinear(init: InitLoraWeights, given: Omit<Given, "rounds" | "own">): Start {
  const { name, rounds } = parse(init);
  const { r, scaling, inFeatures, outFeatures } = given;
  const most = Math.min(inFeatures, outFeatures);
  if (takesFromWeights(init) && r > most)
    throw new SummnbError(
      `initLoraWeights "${init}" splits a layer's weights, and a layer of ${inFeatures} inputs and ${outFeatures} outputs has parts for a rank of at most ${most}, not ${r}; lower r, or give such layers their own rank by rankPattern.`,
    );
  if (takesFromWeights(init) && scaling <= 0)
    throw new SummnbError(`initLoraWeights "${init}" needs a loraAlpha above 0.`);
  const own = { a: linearWeights(r, inFeatures), b: linearWeights(outFeatures, r) };
  return linearInitializers[name]!({ ...given, rounds, own });
}

/** An embedding's first A and B. Unlike a linear layer's, A is zero and B is drawn; what is drawn first counts too. */
export function startEmbedding(init: InitLoraWeights, r: number, numEmbeddings: number, dim: number): Start {
  const own = { a: normal([r, numEmbeddings]), b: normal([dim, r]) };
  if (init === false) return { ...own, residual: null };
  return { a: zeros([r, numEmbeddings]), b: normal([dim, r]), residual: null };
}
