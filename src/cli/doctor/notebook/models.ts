import { existsSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../../../library/errors.js";
import { loadGenerationConfig } from "../../../library/generation/config.js";
import { AutoModelForSeq2SeqLM, type PreTrainedModel } from "../../../library/models/index.js";
import { literal, type Made, plain, type Value } from "./values.js";

/** A training that a notebook would have done. */
export interface Trained {
  cell: number;
  /** Undefined when it is not known. */
  prompt: string | undefined;
  /** Where its rows come from. */
  rows: Value | undefined;
}

/** A base model as it would be at one point of a notebook. */
export interface ModelState {
  /** Its folder, or undefined when it is not known. */
  readonly folder: string | undefined;
  readonly isFresh: boolean;
  /** Adapters in its layers: where they were put there, and whether they have been trained. */
  adapter?: { made: Made; trained: boolean };
  trainings: Trained[];
  /** Prompts that it has generated with. */
  prompts: { prompt: string; cell: number }[];
}

/** Methods that give the model they are called on. */
const itself = [".to", ".eval", ".train", ".requiresGrad"];
const loaders = ["AutoModelForSeq2SeqLM.fromPretrained", "AutoModelForSeq2SeqLM.fromConfig"];

/** The call that gave a model, seen through whatever hands it on; undefined when that is not known. */
export function modelValue(value: Value | undefined): Made | undefined {
  if (value?.kind === "part") {
    const of = value.of.kind === "made" ? value.of : undefined;
    if (value.name !== "model" || !of) return undefined;
    return isTrainer(of) ? modelValue(optionOf(of, "model")) : baseValue(of);
  }
  if (value?.kind !== "made") return undefined;
  if (itself.includes(value.by)) return modelValue(value.receiver);
  const isModel = [...loaders, "getPeftModel", "PeftModel.fromPretrained"].includes(value.by);
  return isModel ? value : undefined;
}

/** The base model's call under a model's. */
export function baseValue(value: Value | undefined): Made | undefined {
  const model = modelValue(value);
  return model && loaders.includes(model.by) ? model : model && baseValue(model.args[0]);
}

export const isAdapted = (value: Value | undefined): boolean => {
  const model = modelValue(value);
  return model !== undefined && !loaders.includes(model.by);
};

export const isTrainer = (value: Value | undefined): value is Made =>
  value?.kind === "made" && value.by === "Seq2SeqTrainer";

export const optionOf = (made: Made, name: string, index = 0): Value | undefined => {
  const options = made.args[index];
  return options?.kind === "object" ? options.properties.get(name) : undefined;
};

/** All base models of a notebook. */
export class Models {
  readonly #states = new Map<Made, ModelState>();

  stateOf(value: Value | undefined): ModelState | undefined {
    const base = baseValue(value);
    if (!base) return undefined;
    const state = this.#states.get(base) ?? newState(base);
    this.#states.set(base, state);
    return state;
  }
}

function newState({ by, args }: Made): ModelState {
  const folder = args[0] && plain(args[0]);
  const isFresh = by.endsWith("fromConfig");
  return { folder: typeof folder === "string" ? folder : undefined, isFresh, trainings: [], prompts: [] };
}

/** A model's layers and settings without weights; undefined when its folder is not here. */
export function skeletonOf({ folder }: ModelState, notebookFolder: string): PreTrainedModel | undefined {
  const place = folder === undefined ? undefined : path.resolve(notebookFolder, folder);
  if (!place || !existsSync(path.join(place, "config.json"))) return undefined;
  try {
    const model = AutoModelForSeq2SeqLM.skeleton(place);
    model.generationConfig = loadGenerationConfig(place, model);
    return model;
  } catch (error) {
    if (error instanceof SummnbError) return undefined;
    throw error;
  }
}

/** A prompt with `{document}` in the document's place; undefined when a part of it is not known. */
export function promptOf(options: Value | undefined): string | undefined {
  if (options === undefined) return "{document}";
  if (options.kind !== "object") return undefined;
  const template = literal(options, "promptTemplate");
  if (typeof template === "string") return template;
  const { properties, isWhole } = options;
  if (properties.has("promptTemplate")) return undefined;
  const prefix = literal(options, "sourcePrefix");
  if (typeof prefix === "string") return `${prefix}{document}`;
  return properties.has("sourcePrefix") || !isWhole ? undefined : "{document}";
}
