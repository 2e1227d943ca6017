import path from "node:path";
import { setDisplaySink } from "../../../../src/library/display/sink.js";
import {
  AutoModelForSeq2SeqLM,
  AutoTokenizer,
  Dataset,
  getPeftModel,
  LoraConfig,
  type PreTrainedModel,
  Seq2SeqTrainer,
  Seq2SeqTrainingArguments,
  type Tokenizer,
  type TrainerOptions,
  type TrainingArgumentInputs,
} from "../../../../src/library/index.js";
import { type Finding, mimeOf, parsePayload } from "../../../../src/protocol/index.js";
import { repositoryRoot } from "../../../golden/goldenData.js";

export const examples = path.join(repositoryRoot, "examples");
export const starterFolder = path.join(examples, "starter");

export const loadStarter = (): Promise<PreTrainedModel> =>
  AutoModelForSeq2SeqLM.fromPretrained(starterFolder, { dtype: "float32", device: "cpu" });

export const loadTokenizer = (): Promise<Tokenizer> => AutoTokenizer.fromPretrained(starterFolder);

export const adapted = (base: PreTrainedModel, targetModules = ["q", "v"]): PreTrainedModel =>
  getPeftModel(base, new LoraConfig({ r: 4, loraAlpha: 8, targetModules }), { seed: 1 });

export type TextRow = { document: string; summary: string };

const subjects = ["parser", "editor", "daemon", "compiler", "browser", "archiver", "player", "shell"];

/** Documents that all differ, with summaries of a few words. */
export function textRows(count: number, first = 0): TextRow[] {
  return Array.from({ length: count }, (_, i) => {
    const subject = subjects[(first + i) % subjects.length]!;
    const number = first + i;
    return {
      document: `The ${subject} number ${number} reads files of kind ${number * 7} and writes what it has read.`,
      summary: `${subject} ${number} for files`,
    };
  });
}

export const dataset = (rows: readonly TextRow[]): Dataset => Dataset.fromList(rows);

/** A folder that no test writes to: nothing is saved. */
const nowhere = { outputDir: "out/none", saveStrategy: "no" } as const;

/** A trainer of a plan in which nothing is wrong, but for the changes. */
export async function trainerOf(
  changes: Partial<TrainerOptions> = {},
  args: TrainingArgumentInputs = {},
): Promise<Seq2SeqTrainer> {
  return new Seq2SeqTrainer({
    model: changes.model ?? adapted(await loadStarter()),
    tokenizer: await loadTokenizer(),
    trainDataset: dataset(textRows(60)),
    evalDataset: dataset(textRows(60, 1000)),
    sourcePrefix: "summarize: ",
    args: new Seq2SeqTrainingArguments({
      ...nowhere,
      learningRate: 5e-4,
      maxSteps: 1,
      perDeviceTrainBatchSize: 4,
      evalStrategy: "steps",
      evalSteps: 100,
      predictWithGenerate: true,
      generationMaxLength: 40,
      ...args,
    }),
    ...changes,
  });
}

export const rulesOf = (findings: readonly Finding[]): string[] => findings.map(({ rule }) => rule);

/** What the doctor shows while `action` runs. */
export async function shownDuring(action: () => unknown): Promise<Finding[]> {
  const mime = mimeOf("diagnostics");
  const shown: Finding[] = [];
  setDisplaySink({
    display: (bundle) => {
      if (mime in bundle) shown.push(...parsePayload("diagnostics", bundle[mime]).data.findings);
    },
    update: () => {},
    delta: () => {},
  });
  try {
    await action();
  } finally {
    setDisplaySink(undefined);
  }
  return shown;
}
