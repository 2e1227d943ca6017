import { SummnbError } from "../../library/errors.js";
import { countParameters, type PreTrainedModel } from "../../library/models/index.js";
import type { FloatDType } from "../../library/tensor/dtype.js";
import { resolveDevice } from "../../library/tensor/index.js";
import {
  DataCollatorForSeq2Seq,
  type MemoryEstimate,
  type TokenizedRow,
} from "../../library/training/index.js";
import { estimateFromConfig } from "../../library/training/memory/fromConfig.js";
import { planTraining } from "../../library/training/plan.js";
import type { CheckParams, MemoryFacts, PlanCheck } from "../../protocol/advisor.js";
import { examinePlan, type ForecastPlan, type PlanExamination } from "../doctor/plan.js";
import { checkTrainConfig, type TrainConfig } from "../train-config.js";

/** What the form's values are called in messages. */
const place = "This plan";

/** The training doctor's findings, how much trains, the memory and the number of updates of a plan. */
export async function checkPlan({ config: given, withData }: CheckParams): Promise<PlanCheck> {
  const config = checkTrainConfig(given, place);
  const examined = await examinePlan(config, { withData, forecast: (plan) => forecast(plan, config) });
  const { findings, model, args, memory, trainRows } = examined;
  return {
    findings,
    parameters: model ? counts(model) : null,
    memory: memory ? { ...sizes(memory), device: resolveDevice(args.device ?? undefined) } : null,
    steps: trainRows === undefined ? null : stepsOf(trainRows, examined),
  };
}

function counts(model: PreTrainedModel): { trainable: number; all: number } {
  const { trainable, all } = countParameters(model);
  return { trainable, all };
}

function sizes({
  held,
  gradients,
  optimizer,
  activations,
  peak,
  available,
}: MemoryEstimate): Omit<MemoryFacts, "device"> {
  return { weights: held, gradients, optimizer, activations, peak, available };
}

function stepsOf(rows: number, { args }: PlanExamination): PlanCheck["steps"] {
  try {
    const { maxSteps, updatesPerEpoch } = planTraining(rows, args);
    return { total: maxSteps, perEpoch: updatesPerEpoch, rows };
  } catch (error) {
    if (error instanceof SummnbError) return null;
    throw error;
  }
}

/** A device that is not here, or that has no room even for the estimate, leaves the estimate out. */
async function forecast(plan: ForecastPlan, config: TrainConfig): Promise<MemoryEstimate | undefined> {
  try {
    const padTo = config.padding === "max_length" ? config.maxSourceLength : undefined;
    return await estimateFromConfig({
      skeleton: plan.skeleton,
      ...(plan.lora ? { lora: plan.lora } : {}),
      args: plan.args,
      dtype: dtypeOf(plan.skeleton, config),
      rows: plan.rows && padTo === undefined ? plan.rows : longestRows(plan, config),
      collate: DataCollatorForSeq2Seq({ padTokenId: plan.skeleton.padTokenId }),
    });
  } catch (error) {
    if (error instanceof SummnbError) return undefined;
    throw error;
  }
}

/** Rows as long as they may be, where nobody has read them, or where all are padded to that length. */
function longestRows({ skeleton, args }: ForecastPlan, config: TrainConfig): TokenizedRow[] {
  const { maxSourceLength = 512, maxTargetLength = 128 } = config;
  const positions = Number(skeleton.config.max_position_embeddings) || Number.POSITIVE_INFINITY;
  const ids = (length: number) =>
    Array.from({ length: Math.min(length, positions) }, () => skeleton.eosTokenId);
  return Array.from({ length: args.perDeviceTrainBatchSize }, () => ({
    inputIds: ids(maxSourceLength),
    labels: ids(maxTargetLength),
  }));
}

/** The one that is asked for, else the one that the weights are said to have. */
function dtypeOf({ config }: PreTrainedModel, { dtype }: TrainConfig): FloatDType {
  const named = dtype ?? config.dtype ?? config.torch_dtype;
  return named === "bfloat16" || named === "float64" ? named : "float32";
}
