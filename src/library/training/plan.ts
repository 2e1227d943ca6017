import { SummnbError } from "../errors.js";
import type { TrainingArgumentValues } from "./arguments/index.js";

/** How many updates a run makes and how they divide into epochs. */
export interface TrainingPlan {
  batchesPerEpoch: number;
  updatesPerEpoch: number;
  maxSteps: number;
  epochs: number;
  warmupSteps: number;
}

/**
 * As Transformers' Trainer counts: the last batch may be short, and so may an epoch's last update.
 * @param mostSteps ends the run earlier than the arguments say
 * @throws SummnbError when dataloaderDropLast leaves nothing
 */
export function planTraining(
  rows: number,
  args: TrainingArgumentValues,
  mostSteps = Number.POSITIVE_INFINITY,
): TrainingPlan {
  const batches = rows / args.perDeviceTrainBatchSize;
  const batchesPerEpoch = args.dataloaderDropLast ? Math.floor(batches) : Math.ceil(batches);
  if (batchesPerEpoch === 0)
    throw new SummnbError(
      `dataloaderDropLast leaves no batch: there are ${rows} training rows, and perDeviceTrainBatchSize is ${args.perDeviceTrainBatchSize}.`,
    );
  const updatesPerEpoch = Math.max(1, Math.ceil(batchesPerEpoch / args.gradientAccumulationSteps));
  const planned = args.maxSteps > 0 ? args.maxSteps : Math.ceil(args.numTrainEpochs * updatesPerEpoch);
  const maxSteps = Math.min(planned, mostSteps);
  return {
    batchesPerEpoch,
    updatesPerEpoch,
    maxSteps,
    epochs: Math.ceil(maxSteps / updatesPerEpoch),
    warmupSteps: args.warmupSteps > 0 ? args.warmupSteps : Math.ceil(args.warmupRatio * maxSteps),
  };
}
