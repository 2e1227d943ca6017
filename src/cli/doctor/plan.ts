import type { Dataset } from "../../library/datasets/index.js";
import { SummnbError } from "../../library/errors.js";
import { loadGenerationConfig } from "../../library/generation/config.js";
import { modelFolder } from "../../library/hub/models.js";
import { AutoModelForSeq2SeqLM, type PreTrainedModel } from "../../library/models/index.js";
import { LoraConfig, PeftModel } from "../../library/peft/index.js";
import type { Tokenizer } from "../../library/tokenizers/index.js";
import {
  type AdapterFacts,
  diagnose,
  examineTraining,
  unlabelled,
} from "../../library/training/doctor/index.js";
import type { TrainingArgumentValues } from "../../library/training/index.js";
import type { Finding } from "../../protocol/index.js";
import { type AliasFlag, withAliasOf } from "../alias-option.js";
import { readTrainConfig, type TrainConfig } from "../train-config.js";
import { type ConfiguredData, readData, tokenizerFor } from "../training-data.js";
import { checkArguments } from "./arguments.js";
import { otherSplits, sampleRows } from "./rows.js";

/** Findings so far; a step that fails adds one, and those that need it are left out. */
class Examiner {
  readonly findings: Finding[] = [];

  async try<T>(rule: string, fix: string, step: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof SummnbError)) throw error;
      this.add(rule, error.message, fix);
      return undefined;
    }
  }

  add(rule: string, message: string, fix: string): void {
    this.findings.push({ rule, severity: "error", message, fix });
  }
}

/** What is wrong with a training's config: all that can be told without loading weights. */
export async function diagnosePlan(file: string, flags: AliasFlag = { alias: true }): Promise<Finding[]> {
  const examiner = new Examiner();
  const config = await examiner.try("config", `Correct ${file}.`, () =>
    withAliasOf(flags, readTrainConfig(file)),
  );
  if (!config) return examiner.findings;
  const { values: args, problem } = checkArguments(config.arguments ?? {}, true);
  if (problem) examiner.add("arguments", problem, "Correct it under arguments.");
  const model = await examiner.try("model", "Give the folder or the id of a model.", () =>
    skeleton(config.model),
  );
  const data = await examiner.try("dataset", "Correct the paths in dataset.", () => readData(config));
  const tokenizer =
    model &&
    data &&
    (await examiner.try("tokenizer", "Put the tokenizer's files into the model's folder.", () =>
      tokenizerFor(config.model, [data.trainDataset, data.evalDataset]),
    ));
  if (model && data)
    examiner.findings.push(...(await examine({ config, args, model, data, tokenizer }, examiner)));
  else examiner.findings.push(...diagnose({ arguments: args }));
  return examiner.findings;
}

/** A model without weights, with what its folder says about generating. */
async function skeleton(nameOrPath: string): Promise<PreTrainedModel> {
  const folder = await modelFolder(nameOrPath, { files: "config" });
  const model = AutoModelForSeq2SeqLM.skeleton(folder, nameOrPath);
  model.generationConfig = loadGenerationConfig(folder, model);
  return model;
}

/** The model with the adapter that the config describes, or why it can't be put in. */
function adapt(
  model: PreTrainedModel,
  { lora }: TrainConfig,
): { model: PreTrainedModel; adapter?: AdapterFacts } {
  if (!lora) return { model };
  try {
    return { model: new PeftModel(model, new LoraConfig(lora)) };
  } catch (error) {
    if (!(error instanceof SummnbError)) throw error;
    return {
      model,
      adapter: { targets: JSON.stringify(lora.targetModules), layers: 0, problem: error.message },
    };
  }
}

interface Plan {
  config: TrainConfig;
  args: TrainingArgumentValues;
  model: PreTrainedModel;
  data: ConfiguredData;
  tokenizer: Tokenizer | undefined;
}

async function examine(
  { config, args, model, data, tokenizer }: Plan,
  examiner: Examiner,
): Promise<Finding[]> {
  const options = { ...config, ...data.columns, tokenizer };
  const rowsOf = async (dataset: Dataset | undefined, name: string) => {
    const finding = dataset && unlabelled(dataset, name, options);
    if (finding) examiner.findings.push(finding);
    if (finding || !dataset) return undefined;
    return examiner.try("dataset", `Correct the ${name} data.`, () => sampleRows(dataset, name, options));
  };
  const rows = await rowsOf(data.trainDataset, "training");
  const evalRows = await rowsOf(data.evalDataset, "evaluation");
  if (!rows) return diagnose({ arguments: args });
  const { trainDataset, evalDataset } = data;
  const { findings } = await examineTraining({
    ...options,
    ...adapt(model, config),
    args,
    trainDataset,
    ...(evalRows ? { evalDataset, evalRows } : {}),
    rows,
    hasOwnCollator: false,
    trainer: config,
  });
  return [...findings, ...otherSplits(data)];
}
