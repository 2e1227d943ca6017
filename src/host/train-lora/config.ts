/** A plan as the CONFIG.json of `summnb train` and `summnb doctor`. */
import { isTemplate, type TrainPlan } from "../../protocol/train-plan.js";

/** Shares of a split in the notation of Hugging Face; a number of rows likewise. */
const part = (split: string, rows: string) => (rows === "" ? split : `${split}[:${rows}]`);

/** Training and evaluation rows out of one split, the last ones for evaluation. */
function heldOut({ trainRows, evalRows }: TrainPlan): { train: string; validation: string } {
  const share = evalRows.endsWith("%") ? Number.parseFloat(evalRows) : 10;
  const count = evalRows !== "" && !evalRows.endsWith("%") ? evalRows : undefined;
  return {
    train:
      trainRows !== "" ? part("train", trainRows) : count ? `train[:-${count}]` : `train[:${100 - share}%]`,
    validation: count ? `train[-${count}:]` : `train[${100 - share}%:]`,
  };
}

function dataset(plan: TrainPlan): Record<string, unknown> {
  const parts =
    plan.evalFrom === "train"
      ? heldOut(plan)
      : { train: part("train", plan.trainRows), validation: part(plan.evalFrom, plan.evalRows) };
  return {
    name: plan.data.trim(),
    ...(plan.dataConfig === "" ? {} : { config: plan.dataConfig }),
    ...parts,
    documentColumn: plan.documentColumn,
    summaryColumn: plan.summaryColumn,
  };
}

export function trainConfig(plan: TrainPlan): Record<string, unknown> {
  return {
    model: plan.model.trim(),
    dataset: dataset(plan),
    ...(plan.prompt === ""
      ? {}
      : isTemplate(plan.prompt)
        ? { promptTemplate: plan.prompt }
        : { sourcePrefix: plan.prompt }),
    maxSourceLength: plan.maxSourceLength,
    maxTargetLength: plan.maxTargetLength,
    padding: plan.padding,
    ...(plan.dtype === "" ? {} : { dtype: plan.dtype }),
    ...(plan.method === "lora" ? { lora: plan.lora } : {}),
    arguments: plan.arguments,
  };
}
