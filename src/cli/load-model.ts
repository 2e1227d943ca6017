import { AutoModelForSeq2SeqLM, type PreTrainedModel } from "../library/models/index.js";
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

/** Tokenizers that know no limit name an astronomical one. */
const largestLimit = 1_000_000;
const defaultLimit = 512;

/** Most tokens of a source: what is asked, else what the model was trained for. */
export function sourceLimit(tokenizer: Tokenizer, asked: number | undefined): number {
  return asked ?? (tokenizer.modelMaxLength < largestLimit ? tokenizer.modelMaxLength : defaultLimit);
}
