import type { TrainingArgumentValues } from "./arguments/index.js";
import type { TokenizedRow } from "./collator.js";
import { epochOrder, lengthGroupedOrder } from "./order.js";
import type { TrainingPlan } from "./plan.js";

/** The rows of one update, in micro-batches, and where in the epochs it stands. */
export interface Update {
  microBatches: TokenizedRow[][];
  /** Epochs done after this update, a fraction. */
  epoch: number;
  endsEpoch: boolean;
}

function orderOf(rows: readonly TokenizedRow[], args: TrainingArgumentValues, epoch: number): number[] {
  const seed = args.dataSeed ?? args.seed;
  if (!args.groupByLength) return epochOrder(rows.length, seed, epoch);
  const lengths = rows.map((row) => row.inputIds.length);
  return lengthGroupedOrder(lengths, args.perDeviceTrainBatchSize, seed, epoch);
}

export function chunk<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}

/** All updates of a run after the first `skip`, without end: the trainer stops at its last step. */
export function* updates(
  rows: readonly TokenizedRow[],
  args: TrainingArgumentValues,
  plan: TrainingPlan,
  skip = 0,
): Generator<Update> {
  for (let epoch = Math.floor(skip / plan.updatesPerEpoch); ; epoch++) {
    const order = orderOf(rows, args, epoch).map((i) => rows[i]!);
    // Without dataloaderDropLast the plan counts all of them.
    const batches = chunk(order, args.perDeviceTrainBatchSize).slice(0, plan.batchesPerEpoch);
    let done = 0;
    let update = epoch * plan.updatesPerEpoch;
    for (const microBatches of chunk(batches, args.gradientAccumulationSteps)) {
      done += microBatches.length;
      if (update++ < skip) continue;
      yield { microBatches, epoch: epoch + done / plan.batchesPerEpoch, endsEpoch: done === batches.length };
    }
  }
}
