import type { CellMark } from "../../../library/display/types.js";
import { SummnbError } from "../../../library/errors.js";
import { resolveOptions } from "../../../library/generation/options.js";
import { LoraConfig, PeftModel } from "../../../library/peft/index.js";
import { factsOfModel } from "../../../library/training/doctor/gather/model.js";
import { onlyDocuments } from "../../../library/training/doctor/gather/rows.js";
import type { AdapterFacts, Part, TrainingFacts } from "../../../library/training/doctor/index.js";
import {
  Seq2SeqTrainingArguments,
  type TrainingArgumentValues,
  trainingDefaults,
} from "../../../library/training/index.js";
import { isAdapted, type ModelState, modelValue, optionOf, promptOf, skeletonOf } from "./models.js";
import { countOf, rowsMadeBy } from "./rows.js";
import { knownProperties, literal, type Made, type Value } from "./values.js";

/** What can be said of arguments without running the cell that makes them. */
export interface ReadArguments {
  values: Partial<TrainingArgumentValues>;
  /** Why the constructor would refuse them. */
  problem?: string;
  cell: number | undefined;
}

/** The arguments that a trainer is given: what is written as a value, and the defaults of what is not written at all. */
export function argumentsOf(args: Value | undefined): ReadArguments {
  if (args === undefined) return { values: trainingDefaults, cell: undefined };
  const given = args.kind === "made" && args.by === "Seq2SeqTrainingArguments" ? args.args[0] : undefined;
  if (args.kind !== "made" || (args.args.length > 0 && given?.kind !== "object"))
    return { values: {}, cell: args.kind === "made" ? args.cell : undefined };
  const written = knownProperties(given);
  const { fp16, ...others } = written as Partial<TrainingArgumentValues>;
  const computed =
    given?.kind === "object" ? [...given.properties.keys()].filter((name) => !(name in written)) : [];
  const defaults = given?.kind === "object" && !given.isWhole ? {} : trainingDefaults;
  const base = Object.fromEntries(Object.entries(defaults).filter(([name]) => !computed.includes(name)));
  const values = { ...base, ...others, ...(fp16 === true ? { fp16 } : {}) };
  try {
    // Contradictions need all arguments; where one is computed, only each by itself can be checked.
    for (const [name, value] of Object.entries(others))
      new Seq2SeqTrainingArguments({ [name]: value, ...partners(name, value) });
    return { values, cell: args.cell };
  } catch (error) {
    if (!(error instanceof SummnbError)) throw error;
    return { values, problem: error.message, cell: args.cell };
  }
}

/** What an argument must not be seen without. */
function partners(name: string, value: unknown): Partial<TrainingArgumentValues> {
  return name === "loadBestModelAtEnd" && value === true
    ? { evalStrategy: "steps", saveStrategy: "steps" }
    : {};
}

/** The adapter that a notebook puts into a model, tried on the model's layers where its folder is here. */
export function adapterOf(state: ModelState, folder: string): AdapterFacts | undefined {
  const config = state.adapter?.made.args[1];
  if (!state.adapter) return undefined;
  const given = config?.kind === "made" && config.by === "LoraConfig" ? config.args[0] : undefined;
  const targets = JSON.stringify(literal(given, "targetModules") ?? null);
  const model = skeletonOf(state, folder);
  try {
    const lora = new LoraConfig(knownProperties(given));
    const layers = model ? new PeftModel(model, lora).base_model.adapter("default").layers.size : 1;
    return { targets, layers };
  } catch (error) {
    if (!(error instanceof SummnbError)) throw error;
    return { targets, layers: 0, problem: error.message };
  }
}

/** The facts of a training that can be read in the notebook; what is not known is left out. */
export function trainingFacts(
  trainer: Made,
  state: ModelState | undefined,
  { folder, mark }: { folder: string; mark: (cell: number | undefined) => CellMark | undefined },
): TrainingFacts {
  const options = trainer.args[0];
  const args = argumentsOf(optionOf(trainer, "args"));
  const model = state && skeletonOf(state, folder);
  const isText = rowsMadeBy(optionOf(trainer, "trainDataset"))?.by === "loadDataset";
  const prompt = isText ? promptOf(options) : undefined;
  const count = countOf(optionOf(trainer, "evalDataset"));
  const most = args.values.generationMaxLength;
  const generates = args.values.predictWithGenerate === true;
  const settings = generates && most === null && model ? resolveOptions({}, model) : undefined;
  const adapted = isAdapted(optionOf(trainer, "model"));
  const cells: Partial<Record<Part, CellMark>> = {};
  const parts = { trainer: trainer.cell, arguments: args.cell, adapter: state?.adapter?.made.cell };
  for (const [part, cell] of Object.entries(parts)) if (mark(cell)) cells[part as Part] = mark(cell)!;
  return {
    arguments: args.values,
    ...(model && {
      model: { ...factsOfModel(model), name: state!.folder!, dtype: dtypeOf(optionOf(trainer, "model")) },
    }),
    ...(adapted && state ? { adapter: adapterOf(state, folder) } : {}),
    ...(prompt === undefined ? {} : { prompt }),
    ...(prompt === undefined || !state ? {} : { inferencePrompts: promptsOf(state, mark) }),
    ...(settings && { evaluationLength: { most: settings.maxLength, isDefault: settings.lengthIsDefault } }),
    ...(count === undefined
      ? {}
      : { evaluation: { ...onlyDocuments([]), rows: count, examined: count, distinct: count } }),
    hasOwnCollator: options?.kind !== "object" || options.properties.has("dataCollator") || !options.isWhole,
    cells,
  };
}

function promptsOf({ prompts }: ModelState, mark: (cell: number) => CellMark | undefined) {
  return prompts.map(({ prompt, cell }) => ({ prompt, sameIds: false, cell: mark(cell) }));
}

function dtypeOf(model: Value | undefined): string | undefined {
  const loaded = modelValue(model);
  const dtype = loaded && literal(loaded.args[1], "dtype");
  return typeof dtype === "string" ? dtype : undefined;
}
