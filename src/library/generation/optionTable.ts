/** Every option of generation: its type, its key in generation_config.json, its default and what it may be. */

/** How to generate: the names of Hugging Face's GenerationConfig in camelCase. */
export interface GenerationOptions {
  /** Most ids of a result, the decoder's start token counted. */
  maxLength: number;
  /** Most ids besides the start token; counts before maxLength. */
  maxNewTokens: number | null;
  /** Fewest ids of a result, the start token counted. */
  minLength: number;
  /** Fewest ids besides the start token; counts before minLength. */
  minNewTokens: number | null;
  /** Seconds after which the batch in work is ended as it stands. */
  maxTime: number | null;
  /** Draw ids at random instead of taking the likeliest. */
  doSample: boolean;
  /** Above 1: beam search with so many beams. */
  numBeams: number;
  /** Results for every source; at most numBeams, or with doSample any number. */
  numReturnSequences: number;
  /** Exponent of the length that a beam's score is divided by; above 0 longer results win. */
  lengthPenalty: number;
  /** When a beam search ends: with numBeams results, by a guess of the best score to come, or ("never") surely. */
  earlyStopping: boolean | "never";
  /** Scores are divided by it before drawing. */
  temperature: number;
  /** Draw from the k likeliest ids; 0 or null from all. */
  topK: number | null;
  /** Draw from the likeliest ids that together have this probability (Holtzman et al. 2019). */
  topP: number;
  /** Draw from ids with at least this share of the likeliest one's probability. */
  minP: number | null;
  /** Draw from the ids of most typical information that together have this probability (Meister et al. 2022). */
  typicalP: number;
  /** Draw from ids with at least this probability (Hewitt et al. 2022). */
  epsilonCutoff: number;
  /** The same with a bound that follows the entropy (Hewitt et al. 2022). */
  etaCutoff: number;
  /** Above 1 discourages ids that were generated already (Keskar et al. 2019); 1 does nothing. */
  repetitionPenalty: number;
  /** Above 1 encourages ids of the source. */
  encoderRepetitionPenalty: number;
  /** No n-gram of this size twice; 0 allows all. */
  noRepeatNgramSize: number;
  /** No n-gram of this size from the source; 0 allows all. */
  encoderNoRepeatNgramSize: number;
  /** Sequences of ids that are not generated. */
  badWordsIds: readonly (readonly number[])[] | null;
  /** What is added to the score of a sequence's last id where the others stand. */
  sequenceBias: readonly (readonly [ids: readonly number[], bias: number])[] | null;
  /** Ids that are not generated. */
  suppressTokens: readonly number[] | null;
  /** Ids that do not come first. */
  beginSuppressTokens: readonly number[] | null;
  /** The first id after the start token. */
  forcedBosTokenId: number | null;
  /** The last id of a result that reaches maxLength. */
  forcedEosTokenId: number | readonly number[] | null;
  /** From so many new tokens on, the end's score grows by this factor a token. */
  exponentialDecayLengthPenalty: readonly [start: number, factor: number] | null;
  /** Replace scores that are not finite. */
  removeInvalidValues: boolean;
  /** Make scores log probabilities again after all that changed them. */
  renormalizeLogits: boolean;
  padTokenId: number | null;
  bosTokenId: number | null;
  eosTokenId: number | readonly number[] | null;
  decoderStartTokenId: number | null;
}

export type OptionName = keyof GenerationOptions;

/** What a value may be. */
interface Kind {
  readonly expected: string;
  accepts(value: unknown): boolean;
}

const isNumber = (value: unknown): value is number => typeof value === "number" && !Number.isNaN(value);
const isWhole = (value: unknown, least: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= least;
const areIds = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length > 0 && value.every((id) => isWhole(id, 0));

const whole = (least: number): Kind => ({
  expected: `a whole number from ${least} on`,
  accepts: (value) => isWhole(value, least),
});
const number: Kind = { expected: "a number", accepts: Number.isFinite };
const positive: Kind = { expected: "a number above 0", accepts: (value) => isNumber(value) && value > 0 };
const share: Kind = {
  expected: "a number from 0 to 1",
  accepts: (value) => isNumber(value) && value >= 0 && value <= 1,
};
const positiveShare: Kind = {
  expected: "a number above 0, at most 1",
  accepts: (value) => share.accepts(value) && value !== 0,
};
const cutoff: Kind = {
  expected: "a number from 0 to below 1",
  accepts: (value) => share.accepts(value) && value !== 1,
};
const boolean: Kind = { expected: "true or false", accepts: (value) => typeof value === "boolean" };
const stopping: Kind = {
  expected: 'true, false or "never"',
  accepts: (value) => boolean.accepts(value) || value === "never",
};
const id: Kind = { expected: "a token id", accepts: (value) => isWhole(value, 0) };
const ids: Kind = { expected: "a list of token ids", accepts: areIds };
const idOrIds: Kind = {
  expected: "a token id or a list of them",
  accepts: (value) => id.accepts(value) || areIds(value),
};
const sequences: Kind = {
  expected: "a list of lists of token ids",
  accepts: (value) => Array.isArray(value) && value.length > 0 && value.every(areIds),
};
const biases: Kind = {
  expected: "a list of pairs of token ids and a number, such as [[[10, 45], -2]]",
  accepts: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((pair) => Array.isArray(pair) && pair.length === 2 && areIds(pair[0]) && isNumber(pair[1])),
};
const decay: Kind = {
  expected: "a pair of a whole number and a factor, such as [20, 1.05]",
  accepts: (value) =>
    Array.isArray(value) && value.length === 2 && isWhole(value[0], 0) && positive.accepts(value[1]),
};

interface OptionInfo<K extends OptionName> {
  key: string;
  fallback: GenerationOptions[K];
  kind: Kind;
}

/** Keys, defaults and bounds are those of Transformers 4.57's GenerationConfig. */
export const optionTable: { readonly [K in OptionName]: OptionInfo<K> } = {
  maxLength: { key: "max_length", fallback: 20, kind: whole(1) },
  maxNewTokens: { key: "max_new_tokens", fallback: null, kind: whole(1) },
  minLength: { key: "min_length", fallback: 0, kind: whole(0) },
  minNewTokens: { key: "min_new_tokens", fallback: null, kind: whole(0) },
  maxTime: { key: "max_time", fallback: null, kind: positive },
  doSample: { key: "do_sample", fallback: false, kind: boolean },
  numBeams: { key: "num_beams", fallback: 1, kind: whole(1) },
  numReturnSequences: { key: "num_return_sequences", fallback: 1, kind: whole(1) },
  lengthPenalty: { key: "length_penalty", fallback: 1, kind: number },
  earlyStopping: { key: "early_stopping", fallback: false, kind: stopping },
  temperature: { key: "temperature", fallback: 1, kind: positive },
  topK: { key: "top_k", fallback: 50, kind: whole(0) },
  topP: { key: "top_p", fallback: 1, kind: share },
  minP: { key: "min_p", fallback: null, kind: share },
  typicalP: { key: "typical_p", fallback: 1, kind: positiveShare },
  epsilonCutoff: { key: "epsilon_cutoff", fallback: 0, kind: cutoff },
  etaCutoff: { key: "eta_cutoff", fallback: 0, kind: cutoff },
  repetitionPenalty: { key: "repetition_penalty", fallback: 1, kind: positive },
  encoderRepetitionPenalty: { key: "encoder_repetition_penalty", fallback: 1, kind: positive },
  noRepeatNgramSize: { key: "no_repeat_ngram_size", fallback: 0, kind: whole(0) },
  encoderNoRepeatNgramSize: { key: "encoder_no_repeat_ngram_size", fallback: 0, kind: whole(0) },
  badWordsIds: { key: "bad_words_ids", fallback: null, kind: sequences },
  sequenceBias: { key: "sequence_bias", fallback: null, kind: biases },
  suppressTokens: { key: "suppress_tokens", fallback: null, kind: ids },
  beginSuppressTokens: { key: "begin_suppress_tokens", fallback: null, kind: ids },
  forcedBosTokenId: { key: "forced_bos_token_id", fallback: null, kind: id },
  forcedEosTokenId: { key: "forced_eos_token_id", fallback: null, kind: idOrIds },
  exponentialDecayLengthPenalty: { key: "exponential_decay_length_penalty", fallback: null, kind: decay },
  removeInvalidValues: { key: "remove_invalid_values", fallback: false, kind: boolean },
  renormalizeLogits: { key: "renormalize_logits", fallback: false, kind: boolean },
  padTokenId: { key: "pad_token_id", fallback: null, kind: id },
  bosTokenId: { key: "bos_token_id", fallback: null, kind: id },
  eosTokenId: { key: "eos_token_id", fallback: null, kind: idOrIds },
  decoderStartTokenId: { key: "decoder_start_token_id", fallback: null, kind: id },
};

export const optionNames = Object.keys(optionTable) as OptionName[];

const byKey = new Map(optionNames.map((name) => [optionTable[name].key, name]));

/** The option of a key of generation_config.json. */
export function optionOfKey(key: string): OptionName | undefined {
  return byKey.get(key);
}
