import type { CreateRunOptions, DatasetRecord } from "../../runs/index.js";
import { isHubId } from "../hub/upload/card/isHubId.js";
import { countParameters } from "../models/count.js";
import { PeftModel } from "../peft/index.js";
import { torchVersion } from "../tensor/device.js";
import type { TrainingArgumentValues } from "./arguments/index.js";
import type { TrainerOptions } from "./options.js";

/** What the run store keeps of a training's plan: all that is needed to repeat it, and to tell others of it. */
export function runContent(
  options: TrainerOptions,
  args: TrainingArgumentValues,
): Omit<CreateRunOptions, "name"> {
  const { model, trainDataset, evalDataset } = options;
  const { sourcePrefix, promptTemplate, maxSourceLength, maxTargetLength } = options;
  const sets = Object.entries({ train: trainDataset, validation: evalDataset });
  const data: Record<string, string> = {};
  const datasets: Record<string, DatasetRecord> = {};
  for (const [split, dataset] of sets) {
    if (!dataset) continue;
    const isDataset = "fingerprint" in dataset;
    if (isDataset) data[split] = String(dataset.fingerprint);
    datasets[split] = isDataset
      ? { name: dataset.name, rows: dataset.numRows, hubIds: dataset.hubIds }
      : { rows: dataset.length };
  }
  const { all, trainable } = countParameters(model);
  return {
    arguments: { ...args, ...(model instanceof PeftModel ? { lora: model.peftConfig } : {}) },
    versions: { node: process.versions.node, libtorch: torchVersion() },
    device: model.device,
    seed: args.seed,
    data,
    datasets,
    model: {
      name: model.name,
      isLocal: !isHubId(model.name),
      type: String(model.config.model_type ?? ""),
      parameters: { total: all, trainable },
    },
    preprocessing: { sourcePrefix, promptTemplate, maxSourceLength, maxTargetLength },
  };
}
