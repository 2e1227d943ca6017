import type { TrainingArgumentValues } from "./arguments/index.js";

/** How many updates a run makes and how they divide into epochs. */
export interface TrainingPlan {
  batchesPerEpoch: number;
  updatesPerEpoch: number;
  maxSteps: number;
  epochs: number;
  warmupSteps: number;
}

/** As Transformers' Trainer counts: the last batch may be short, and so may an epoch's last update. */
export function planTraining(rows: number, args: TrainingArgumentValues): TrainingPlan {
  const batchesPerEpoch = Math.ceil(rows / args.perDeviceTrainBatchSize);
  const updatesPerEpoch = Math.max(1, Math.ceil(batchesPerEpoch / args.gradientAccumulationSteps));
  const maxSteps = args.maxSteps > 0 ? args.maxSteps : Math.ceil(args.numTrainEpochs * updatesPerEpoch);
  return {
    batchesPerEpoch,
    updatesPerEpoch,
    maxSteps,
    epochs: Math.ceil(maxSteps / updatesPerEpoch),
    warmupSteps: args.warmupSteps > 0 ? args.warmupSteps : Math.ceil(args.warmupRatio * maxSteps),
  };
}
