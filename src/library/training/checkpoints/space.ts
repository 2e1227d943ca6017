import { statfsSync } from "node:fs";
import { bytesText } from "../../display/figures.js";
import { SummnbError } from "../../errors.js";
import type { PreTrainedModel } from "../../models/pretrained.js";
import { PeftModel } from "../../peft/index.js";
import type { TrainingArgumentValues } from "../arguments/index.js";
import { bytesOf } from "../memory/bytes.js";
import { stateFactors } from "../optimizers/index.js";
import type { TrainingPlan } from "../plan.js";

/** Bytes that one checkpoint takes: the weights that it saves, and the optimizer's state for those that train. */
export function checkpointBytes(model: PreTrainedModel, args: TrainingArgumentValues): number {
  const trainable = bytesOf(model.trainableParameters());
  const weights = model instanceof PeftModel ? trainable : bytesOf(model.parameters());
  return weights + (args.saveOnlyModel ? 0 : trainable * stateFactors[args.optim]);
}

/** How many checkpoints lie in the folder at most; with a limit, the next one is written before the oldest goes. */
export function checkpointCount(args: TrainingArgumentValues, { maxSteps, epochs }: TrainingPlan): number {
  const written = { no: 0, best: 1, epoch: epochs, steps: Math.ceil(maxSteps / args.saveSteps) };
  return Math.min(written[args.saveStrategy], (args.saveTotalLimit ?? Infinity) + 1);
}

/**
 * Asks for the disk's free space before hours of training.
 * @returns what the user should know where not all checkpoints fit
 * @throws SummnbError when not even one fits
 */
export function checkSpace(
  model: PreTrainedModel,
  args: TrainingArgumentValues,
  plan: TrainingPlan,
): string | undefined {
  const count = checkpointCount(args, plan);
  const one = checkpointBytes(model, args);
  const { bavail, bsize } = statfsSync(args.outputDir);
  const free = bavail * bsize;
  const disk = `the disk of outputDir ${args.outputDir} has ${bytesText(free)} free`;
  if (count > 0 && free < one)
    throw new SummnbError(
      `A checkpoint of this training takes about ${bytesText(one)}, and ${disk}: free space there, choose another outputDir, or saveStrategy: "no".`,
    );
  if (free >= one * count) return undefined;
  return `This training keeps up to ${count} checkpoints of about ${bytesText(one)} each, and ${disk}: free space there, or set saveTotalLimit.`;
}
