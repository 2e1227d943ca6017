import type { CellMark } from "../../../library/display/types.js";
import { SummnbError } from "../../../library/errors.js";
import { resolveOptions } from "../../../library/generation/options.js";
import { LoraConfig, PeftModel } from "../../../library/peft/index.js";
import { factsOfModel } from "../../../library/training/doctor/gather/model.js";
import { onlyDocuments } from "../../../library/training/doctor/gather/rows.js";
import type { AdapterFacts, Part, TrainingFacts } from "../../../library/training/doctor/index.js";
import {
  type TrainingArgumentInputs,
  type TrainingArgumentValues,
  trainingDefaults,
} from "../../../library/training/index.js";
import { checkArguments } from "../arguments.js";
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
  const cell = args.kind === "made" ? args.cell : undefined;
  const given = args.kind === "made" && args.by === "Seq2SeqTrainingArguments" ? args.args[0] : undefined;
  if (given?.kind !== "object") return { values: {}, cell };
  const written = knownProperties(given) as TrainingArgumentInputs;
  const computed = [...given.properties.keys()].filter((name) => !(name in written));
  const { values, problem } = checkArguments(written, given.isWhole && computed.length === 0);
  const isKnown = (name: string) => given.isWhole && !computed.includes(name);
  const names = Object.keys(values).filter((name) => name in written || isKnown(name));
  const known = Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
  return { values: known, ...(problem === undefined ? {} : { problem }), cell };
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
