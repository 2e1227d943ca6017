import { SummnbError } from "../errors.js";
import type { RawConfig } from "../models/config.js";
import { nearest } from "../nearest.js";

/** How to generate: the names of Hugging Face's GenerationConfig in camelCase. */
export interface GenerationOptions {
  /** Most ids of a result, the decoder's start token counted. */
  maxLength: number;
  /** Most ids besides the start token; counts before maxLength. */
  maxNewTokens: number | null;
  minLength: number;
  minNewTokens: number | null;
  noRepeatNgramSize: number;
  /** Above 1 discourages ids that were generated already (Keskar et al. 2019); 1 does nothing. */
  repetitionPenalty: number;
  forcedBosTokenId: number | null;
  forcedEosTokenId: number | null;
  numBeams: number;
}

/** Name here to the key of generation_config.json and Hugging Face's default. */
const table: { [K in keyof GenerationOptions]: [key: string, fallback: GenerationOptions[K]] } = {
  // Without any length Transformers allows 20 new tokens, which the start token comes on top of.
  maxLength: ["max_length", 21],
  maxNewTokens: ["max_new_tokens", null],
  minLength: ["min_length", 0],
  minNewTokens: ["min_new_tokens", null],
  noRepeatNgramSize: ["no_repeat_ngram_size", 0],
  repetitionPenalty: ["repetition_penalty", 1],
  forcedBosTokenId: ["forced_bos_token_id", null],
  forcedEosTokenId: ["forced_eos_token_id", null],
  numBeams: ["num_beams", 1],
};

const names = Object.keys(table) as (keyof GenerationOptions)[];

/** Options from a generation_config.json's keys; keys that summnb does not use are left out. */
export function fromGenerationConfig(raw: RawConfig): Partial<GenerationOptions> {
  const given = names.map((name) => [name, raw[table[name][0]]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined)) as Partial<GenerationOptions>;
}

/**
 * What is asked, then what the model's generation_config.json says, then Hugging Face's defaults.
 * @throws SummnbError for an unknown option or a length that cannot be
 */
export function resolveOptions(asked: Partial<GenerationOptions>, raw: RawConfig): GenerationOptions {
  for (const name of Object.keys(asked))
    if (!Object.hasOwn(table, name))
      throw new SummnbError(
        `There is no generation option "${name}"${nearest(name, names, "; did you mean ", "?") || "."}`,
      );
  const defaults = Object.fromEntries(
    names.map((name) => [name, table[name][1]]),
  ) as unknown as GenerationOptions;
  const options = { ...defaults, ...fromGenerationConfig(raw), ...asked };
  const longest = options.maxNewTokens === null ? options.maxLength - 1 : options.maxNewTokens;
  if (!Number.isInteger(longest) || longest < 1)
    throw new SummnbError(
      `At least one new token must be allowed; maxNewTokens or maxLength leaves ${longest}.`,
    );
  if (options.numBeams !== 1)
    throw new SummnbError(
      `numBeams ${options.numBeams} is not available yet; this version generates greedily (numBeams 1).`,
    );
  return options;
}

/** Most ids of a result with its start token. */
export function longestResult({ maxLength, maxNewTokens }: GenerationOptions): number {
  return maxNewTokens === null ? maxLength : maxNewTokens + 1;
}
