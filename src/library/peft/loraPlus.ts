import { SummnbError } from "../errors.js";
import type { Module, Parameter } from "../nn/index.js";

/** Parameters that an optimizer updates alike; `training` has the same form. */
export interface LoraPlusGroup {
  parameters: Parameter[];
  weightDecay: number;
  /** Factor of the learning rate. */
  learningRateScale: number;
}

export interface LoraPlusOptions {
  weightDecay?: number;
  /** Which names have weight decay; default is all but biases. */
  decays?: (name: string) => boolean;
  /** The run's learning rate, by which that of embeddings' adapters is scaled. */
  learningRate?: number;
  /** Of adapters in embeddings, whatever the run's; default 1e-6 as PEFT's, when `learningRate` is given. */
  embeddingLearningRate?: number;
}

const isEmbedding = (name: string) => name.includes(".lora_embedding_");
const isB = (name: string, { shape }: Parameter) => name.includes(".lora_B.") || shape.length === 1;

/**
 * LoRA+: B learns `ratio` times as fast as A (Hayou et al. 2024, https://arxiv.org/abs/2402.12354). As in PEFT's
 * `create_loraplus_optimizer`, biases and DoRA's magnitudes go with B, layers that train whole with A, and the
 * adapters of embeddings have a small rate of their own.
 * @throws SummnbError when the ratio is no number above 0
 */
export function loraPlusGroups(
  model: Module,
  ratio: number,
  {
    weightDecay = 0,
    decays = (name) => !name.includes("bias"),
    learningRate,
    embeddingLearningRate = 1e-6,
  }: LoraPlusOptions = {},
): LoraPlusGroup[] {
  if (!(ratio > 0 && Number.isFinite(ratio)))
    throw new SummnbError(`LoRA+ needs a ratio of learning rates above 0, such as 16, not ${ratio}.`);
  const embeddingScale = learningRate ? embeddingLearningRate / learningRate : 1;
  const groups = new Map<string, LoraPlusGroup>();
  for (const [name, parameter] of model.namedParameters()) {
    if (!parameter.requiresGrad) continue;
    const learningRateScale = isEmbedding(name) ? embeddingScale : isB(name, parameter) ? ratio : 1;
    const decay = decays(name) ? weightDecay : 0;
    const key = `${learningRateScale} ${decay}`;
    const group = groups.get(key) ?? { parameters: [], weightDecay: decay, learningRateScale };
    group.parameters.push(parameter);
    groups.set(key, group);
  }
  return [...groups.values()];
}
