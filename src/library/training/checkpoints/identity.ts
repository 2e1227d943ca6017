import { createHash } from "node:crypto";
import type { PreTrainedModel } from "../../models/pretrained.js";
import { type TrainingArgumentValues, trainingDefaults } from "../arguments/index.js";
import type { TokenizedRow } from "../collator.js";

/** What must be the same for a run to go on as if it had never stopped. */
export interface RunIdentity {
  /** Names, shapes and dtypes of the trainable weights, and the configuration, as a hash. */
  model: string;
  /** All token ids of the training rows, as a hash. */
  data: string;
  arguments: Partial<TrainingArgumentValues>;
}

/** Arguments that say what is written, shown or measured; they do not change what is learned. */
const harmless: (keyof TrainingArgumentValues)[] = [
  "outputDir",
  "loggingStrategy",
  "loggingSteps",
  "loggingFirstStep",
  "evalStrategy",
  "evalSteps",
  "evalDelay",
  "perDeviceEvalBatchSize",
  "saveStrategy",
  "saveSteps",
  "saveOnlyModel",
  "saveTotalLimit",
  "loadBestModelAtEnd",
  "metricForBestModel",
  "greaterIsBetter",
  "resumeFromCheckpoint",
  "predictWithGenerate",
  "generationMaxLength",
  "generationNumBeams",
  "generationConfig",
  "labelNames",
  "runName",
  "reportTo",
  "loggingDir",
  "disableTqdm",
  "pushToHub",
  "hubModelId",
  "hubStrategy",
  "hubPrivateRepo",
  "hubAlwaysPush",
  "hubRevision",
  "autoFindBatchSize",
  "device",
];

export function identityOf(
  model: PreTrainedModel,
  rows: readonly TokenizedRow[],
  args: TrainingArgumentValues,
): RunIdentity {
  const entries = Object.entries(args).filter(
    ([name]) => !harmless.includes(name as keyof TrainingArgumentValues),
  );
  return {
    model: modelHash(model),
    data: rowsHash(rows),
    arguments: Object.fromEntries(entries) as Partial<TrainingArgumentValues>,
  };
}

function modelHash(model: PreTrainedModel): string {
  const hash = createHash("sha256").update(JSON.stringify(model.config));
  for (const [name, parameter] of model.namedParameters())
    hash.update(`${name} ${parameter.shape.join("x")} ${parameter.requiresGrad}\n`);
  return hash.digest("hex");
}

export function rowsHash(rows: readonly TokenizedRow[]): string {
  const hash = createHash("sha256");
  for (const { inputIds, labels } of rows)
    hash.update(Int32Array.of(inputIds.length, ...inputIds, labels.length, ...labels));
  return hash.digest("hex");
}

/** What differs, as sentences' parts; empty when a run may go on. */
export function differences(saved: RunIdentity, now: RunIdentity): string[] {
  const found: string[] = [];
  if (saved.model !== now.model) found.push("the model has other weights or another configuration");
  if (saved.data !== now.data) found.push("the training rows are others");
  // A checkpoint of an earlier version lacks the arguments that have come since; it was trained as by their defaults.
  const past: Partial<TrainingArgumentValues> = { ...trainingDefaults, ...saved.arguments };
  for (const [name, value] of Object.entries(now.arguments)) {
    const before = past[name as keyof TrainingArgumentValues];
    if (JSON.stringify(before) !== JSON.stringify(value))
      found.push(`${name} was ${JSON.stringify(before)} and is ${JSON.stringify(value)}`);
  }
  return found;
}
