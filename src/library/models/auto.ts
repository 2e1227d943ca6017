import { statSync } from "node:fs";
import { SummnbError } from "../errors.js";
import { derivedGenerationConfig, loadGenerationConfig } from "../generation/config.js";
import type { HubOptions } from "../hub/environment.js";
import { modelFolder } from "../hub/models.js";
import { resolveDevice } from "../tensor/device.js";
import type { FloatDType } from "../tensor/dtype.js";
import { manualSeed } from "../tensor/random.js";
import { BartForConditionalGeneration } from "./bart/index.js";
import { loadWeights } from "./checkpoint/index.js";
import { type RawConfig, readConfig } from "./config.js";
import { PegasusForConditionalGeneration } from "./pegasus/index.js";
import type { PreTrainedModel } from "./pretrained.js";
import { T5ForConditionalGeneration } from "./t5/index.js";

type ModelClass = new (config: RawConfig, name: string) => PreTrainedModel;

/** `model_type` of config.json to the class that reads it. */
const modelClasses: Record<string, ModelClass> = {
  t5: T5ForConditionalGeneration,
  mt5: T5ForConditionalGeneration,
  bart: BartForConditionalGeneration,
  pegasus: PegasusForConditionalGeneration,
};

export interface LoadOptions {
  /** Of the weights; default is what the file holds. */
  dtype?: FloatDType;
  /** "cuda", "mps", "cpu"; default is the first that this machine has, in that order. */
  device?: string;
}

function modelClass(config: RawConfig, name: string): ModelClass {
  const type = String(config.model_type ?? "missing");
  const found = Object.hasOwn(modelClasses, type) ? modelClasses[type] : undefined;
  if (!found)
    throw new SummnbError(
      `${name} is a model of type "${type}"; summnb has ${Object.keys(modelClasses).join(", ")}.`,
    );
  return found;
}

/** Chooses the class of a sequence-to-sequence model by its config.json. */
export const AutoModelForSeq2SeqLM = {
  /** A model without weights, for counting its parameters: allocates nothing. */
  skeleton(folderOrFile: string, name = folderOrFile): PreTrainedModel {
    const config = readConfig(folderOrFile);
    return new (modelClass(config, name))(config, name);
  },

  /** A model with fresh weights, drawn from `seed`, for pretraining. */
  fromConfig(
    config: RawConfig,
    { seed = 42, dtype = "float32", device }: LoadOptions & { seed?: number } = {},
  ): PreTrainedModel {
    const model = new (modelClass(config, "config"))(config, "config");
    manualSeed(seed);
    model.initWeights({ device: "cpu", dtype: "float32" });
    model.generationConfig = derivedGenerationConfig(model, "its config");
    return model.to(resolveDevice(device), dtype).eval();
  },

  /**
   * A model with the weights of a folder or of a repository on the Hub, in evaluation mode.
   * @param nameOrPath the path of a folder, or an id such as google/flan-t5-base, which is downloaded once
   * @throws SummnbError when the folder, its config or its weights are missing or wrong; HubError when the Hub does
   *   not give them
   */
  async fromPretrained(
    nameOrPath: string,
    { dtype, device, ...hub }: LoadOptions & HubOptions = {},
  ): Promise<PreTrainedModel> {
    const folder = await modelFolder(nameOrPath, { ...hub, files: "model" });
    const model = AutoModelForSeq2SeqLM.skeleton(folder, nameOrPath);
    if (statSync(folder).isFile())
      throw new SummnbError(`${folder} is a config alone; give the folder that also holds the weights.`);
    loadWeights(model, folder, resolveDevice(device), dtype);
    model.generationConfig = loadGenerationConfig(folder, model);
    return model.eval();
  },
};
