import type { Dataset } from "../../library/datasets/index.js";
import { SummnbError } from "../../library/errors.js";
import { loadGenerationConfig } from "../../library/generation/config.js";
import { modelFolder } from "../../library/hub/models.js";
import { AutoModelForSeq2SeqLM, type PreTrainedModel } from "../../library/models/index.js";
import { LoraConfig, PeftModel } from "../../library/peft/index.js";
import type { Tokenizer } from "../../library/tokenizers/index.js";
import { factsOfAdapter, factsOfModel } from "../../library/training/doctor/gather/model.js";
import {
  type AdapterFacts,
  diagnose,
  examineTraining,
  unlabelled,
} from "../../library/training/doctor/index.js";
import type { MemoryEstimate, TokenizedRow, TrainingArgumentValues } from "../../library/training/index.js";
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
  return config ? (await examinePlan(config, { examiner })).findings : examiner.findings;
}

export interface ExaminePlanOptions {
  examiner?: Examiner;
  /** Whether the data is looked at; without, nothing is said of rows. Default true. */
  withData?: boolean;
  /** Asked for the memory of a training with these rows, or with rows that nobody has read. */
  forecast?(plan: ForecastPlan): Promise<MemoryEstimate | undefined>;
}

export interface ForecastPlan {
  /** Without an adapter. */
  skeleton: PreTrainedModel;
  lora: LoraConfig | undefined;
  args: TrainingArgumentValues;
  rows: readonly TokenizedRow[] | undefined;
}

export interface PlanExamination {
  findings: Finding[];
  args: TrainingArgumentValues;
  /** With its adapter; undefined where the config names none that can be read. */
  model: PreTrainedModel | undefined;
  memory: MemoryEstimate | undefined;
  trainRows: number | undefined;
}

/** Looks at a training's config and says what it found on the way. */
export async function examinePlan(
  config: TrainConfig,
  { examiner = new Examiner(), withData = true, forecast }: ExaminePlanOptions = {},
): Promise<PlanExamination> {
  const { values: args, problem } = checkArguments(config.arguments ?? {}, true);
  if (problem) examiner.add("arguments", problem, "Correct it under arguments.");
  const base = await examiner.try("model", "Give the folder or the id of a model.", () =>
    skeleton(config.model),
  );
  const data = withData
    ? await examiner.try("dataset", "Correct the paths in dataset.", () => readData(config))
    : undefined;
  const tokenizer =
    base &&
    data &&
    (await examiner.try("tokenizer", "Put the tokenizer's files into the model's folder.", () =>
      tokenizerFor(config.model, [data.trainDataset, data.evalDataset]),
    ));
  const adapted = base && adapt(base, config);
  const memoryOf = async (rows?: readonly TokenizedRow[]) =>
    base && !adapted?.adapter
      ? forecast?.({ skeleton: await skeleton(config.model), lora: loraOf(config), args, rows })
      : undefined;
  const examined =
    adapted && data
      ? await examine({ config, args, ...adapted, data, tokenizer, memoryOf }, examiner)
      : await examineWithoutData(args, adapted, memoryOf);
  return {
    findings: [...examiner.findings, ...examined.findings],
    args,
    model: adapted?.model,
    memory: examined.memory,
    trainRows: data?.trainDataset.numRows,
  };
}

interface Examined {
  findings: Finding[];
  memory: MemoryEstimate | undefined;
}

type MemoryOf = (rows?: readonly TokenizedRow[]) => Promise<MemoryEstimate | undefined>;

async function examineWithoutData(
  args: TrainingArgumentValues,
  adapted: Adapted | undefined,
  memoryOf: MemoryOf,
): Promise<Examined> {
  const memory = await memoryOf();
  const facts = adapted && {
    model: factsOfModel(adapted.model),
    adapter: adapted.adapter ?? factsOfAdapter(adapted.model),
  };
  return { findings: diagnose({ ...facts, arguments: args, memory }), memory };
}

const loraOf = ({ lora }: TrainConfig) => lora && new LoraConfig(lora);

/** A model without weights, with what its folder says about generating. */
async function skeleton(nameOrPath: string): Promise<PreTrainedModel> {
  const folder = await modelFolder(nameOrPath, { files: "config" });
  const model = AutoModelForSeq2SeqLM.skeleton(folder, nameOrPath);
  model.generationConfig = loadGenerationConfig(folder, model);
  return model;
}

interface Adapted {
  model: PreTrainedModel;
  adapter?: AdapterFacts;
}

/** The model with the adapter that the config describes, or why it can't be put in. */
function adapt(model: PreTrainedModel, config: TrainConfig): Adapted {
  const { lora } = config;
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

interface Plan extends Adapted {
  config: TrainConfig;
  args: TrainingArgumentValues;
  data: ConfiguredData;
  tokenizer: Tokenizer | undefined;
  memoryOf: MemoryOf;
}

async function examine(
  { config, args, model, adapter, data, tokenizer, memoryOf }: Plan,
  examiner: Examiner,
): Promise<Examined> {
  const options = { ...config, ...data.columns, tokenizer };
  const rowsOf = async (dataset: Dataset | undefined, name: string) => {
    const finding = dataset && unlabelled(dataset, name, options);
    if (finding) examiner.findings.push(finding);
    if (finding || !dataset) return undefined;
    return examiner.try("dataset", `Correct the ${name} data.`, () => sampleRows(dataset, name, options));
  };
  const rows = await rowsOf(data.trainDataset, "training");
  const evalRows = await rowsOf(data.evalDataset, "evaluation");
  if (!rows) return { findings: diagnose({ arguments: args }), memory: undefined };
  const { trainDataset, evalDataset } = data;
  const memory = await memoryOf(rows);
  const { findings } = await examineTraining({
    ...options,
    model,
    ...(adapter ? { adapter } : {}),
    args,
    trainDataset,
    ...(evalRows ? { evalDataset, evalRows } : {}),
    rows,
    hasOwnCollator: false,
    ...(memory ? { memory } : {}),
    trainer: config,
  });
  return { findings: [...findings, ...otherSplits(data)], memory };
}
