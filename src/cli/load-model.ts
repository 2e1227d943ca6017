import { existsSync, statSync } from "node:fs";
import { SummnbError } from "../library/errors.js";
import type { GenerationModel } from "../library/generation/index.js";
import { AutoModelForSeq2SeqLM, type PreTrainedModel } from "../library/models/index.js";
import { hasOnnx, listFolder } from "../library/onnx/runtime/folder.js";
import { OnnxModelForSeq2SeqLM } from "../library/onnx/runtime/index.js";
import { PeftModel } from "../library/peft/index.js";
import { AutoTokenizer, type Tokenizer } from "../library/tokenizers/index.js";

export interface ModelOptions {
  adapter?: string;
  device?: string;
  /** Of the model on the Hub. */
  revision?: string;
}

/** A model for inference, with an adapter where one is asked for, and its tokenizer. */
export async function loadModel(
  nameOrPath: string,
  { adapter, device, revision }: ModelOptions,
): Promise<{ model: PreTrainedModel; tokenizer: Tokenizer }> {
  const base = await AutoModelForSeq2SeqLM.fromPretrained(nameOrPath, { device, revision });
  const tokenizer = await AutoTokenizer.fromPretrained(nameOrPath, { revision });
  return { model: adapter ? await PeftModel.fromPretrained(base, adapter) : base, tokenizer };
}

/** A model that only generates: one that was exported to ONNX, or as `loadModel` gives it. */
export async function loadGenerator(
  nameOrPath: string,
  options: ModelOptions,
): Promise<{ model: GenerationModel; tokenizer: Tokenizer; dispose(): Promise<void> }> {
  const isOnnx =
    existsSync(nameOrPath) && statSync(nameOrPath).isDirectory() && hasOnnx(listFolder(nameOrPath));
  if (!isOnnx) return { ...(await loadModel(nameOrPath, options)), dispose: async () => {} };
  if (options.adapter)
    throw new SummnbError(
      `${nameOrPath} is exported to ONNX, which takes no adapter; export the model with it: summnb export MODEL --adapter ${options.adapter} --onnx DIR.`,
    );
  const tokenizer = await AutoTokenizer.fromPretrained(nameOrPath);
  const model = await OnnxModelForSeq2SeqLM.fromPretrained(nameOrPath);
  return { model, tokenizer, dispose: () => model.dispose() };
}

/** Tokenizers that know no limit name an astronomical one. */
const largestLimit = 1_000_000;
const defaultLimit = 512;

/** Most tokens of a source: what is asked, else what the model was trained for. */
export function sourceLimit(tokenizer: Tokenizer, asked: number | undefined): number {
  return asked ?? (tokenizer.modelMaxLength < largestLimit ? tokenizer.modelMaxLength : defaultLimit);
}
