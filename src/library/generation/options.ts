import { SummnbError } from "../errors.js";
import type { RawConfig } from "../models/config.js";
import { checkOption, type GenerationConfig, isOption } from "./config.js";
import type { SpecialTokens } from "./model.js";
import { type GenerationOptions, type OptionName, optionNames, optionTable } from "./optionTable.js";
import { refuseUnsupported } from "./unsupported.js";

export type { GenerationOptions } from "./optionTable.js";

/** What a search needs to know: every option with its value, lengths and special tokens worked out. */
export interface Settings
  extends Omit<GenerationOptions, "maxNewTokens" | "minNewTokens" | "bosTokenId" | "eosTokenId"> {
  /** Any of them ends a result. */
  eosTokenIds: readonly number[];
  padTokenId: number;
  decoderStartTokenId: number;
  /** Nothing says how long a result may be, so that Hugging Face's 20 new tokens hold. */
  lengthIsDefault: boolean;
}

type Given = Partial<Record<OptionName, unknown>>;

/** Options from a generation_config.json's keys; keys that summnb does not use are left out. */
export function fromGenerationConfig(raw: RawConfig): Partial<GenerationOptions> {
  const given = optionNames.map((name) => [name, raw[optionTable[name].key]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined)) as Partial<GenerationOptions>;
}

/**
 * The options of a config.
 * @throws SummnbError for a misspelt option, and for a value that cannot be or is not available, with where it is from
 */
export function checkedOptions(config: GenerationConfig): Partial<GenerationOptions> {
  config.checkNames();
  refuseUnsupported(config, (key) => config.origin(key));
  const given = fromGenerationConfig(config);
  for (const [name, value] of Object.entries(given)) {
    const option = name as OptionName;
    checkOption(option, value, config.origin(optionTable[option].key));
  }
  return given;
}

/** The options of a call, checked; what is undefined counts as not given. */
function askedOptions(asked: object): Given {
  const given: Given = {};
  for (const [name, value] of Object.entries(asked)) {
    if (value === undefined || !isOption(name, value)) continue;
    checkOption(name, value, "The call");
    given[name] = value;
  }
  return given;
}

const tokenNames: readonly OptionName[] = ["bosTokenId", "eosTokenId", "padTokenId", "decoderStartTokenId"];

/**
 * What a model contributes beside a generation config that is passed in a call: everything, or for models that
 * were made with Transformers before 4.50 the special tokens alone. Transformers 4.57 does the same.
 */
function modelOptions(config: GenerationConfig, besideConfig: boolean): Given {
  const given: Given = checkedOptions(config);
  const [major, minor] = String(config.transformers_version ?? "5.0")
    .split(".")
    .map(Number) as [number, number];
  if (!besideConfig || major > 4 || minor >= 50) return given;
  return Object.fromEntries(
    Object.entries(given).filter(([name]) => tokenNames.includes(name as OptionName)),
  );
}

/**
 * What is asked, then what a generation config that comes with it says, then the model's generation config, then
 * Hugging Face's defaults. Null switches an option off.
 * @throws SummnbError for an unknown option, a value that cannot be, or one that is not available
 */
export function resolveOptions(
  asked: Partial<GenerationOptions>,
  model: SpecialTokens,
  config?: GenerationConfig,
): Settings {
  const inherited = modelOptions(model.generationConfig, config !== undefined);
  const call = askedOptions(asked);
  const given: Given = { ...inherited, ...(config && checkedOptions(config)), ...call };
  const value = <K extends OptionName>(name: K): GenerationOptions[K] => {
    const chosen = given[name];
    const off = chosen === null && name !== "topK";
    return (chosen === undefined || off ? optionTable[name].fallback : chosen) as GenerationOptions[K];
  };
  const all = Object.fromEntries(
    optionNames.map((name) => [name, value(name)]),
  ) as unknown as GenerationOptions;
  const { maxNewTokens, minNewTokens, bosTokenId, eosTokenId, ...rest } = all;
  const eos = given.eosTokenId === undefined ? model.eosTokenId : eosTokenId;
  const settings: Settings = {
    ...rest,
    ...lengths(all, call.maxLength !== undefined, model.config),
    minLength: minNewTokens === null ? all.minLength : minNewTokens + 1,
    eosTokenIds: eos === null ? [] : [eos].flat(),
    padTokenId: all.padTokenId ?? model.padTokenId,
    decoderStartTokenId: all.decoderStartTokenId ?? bosTokenId ?? model.decoderStartTokenId,
  };
  checkTogether(settings);
  return settings;
}

/**
 * Most ids of a result. A max_length of 20 that the call does not give itself is Hugging Face's default and
 * means 20 new tokens, which the start token comes on top of.
 */
function lengths(
  { maxNewTokens, maxLength }: GenerationOptions,
  lengthIsAsked: boolean,
  config: RawConfig,
): Pick<Settings, "maxLength" | "lengthIsDefault"> {
  const fallback = optionTable.maxLength.fallback;
  if (maxNewTokens !== null) return { maxLength: maxNewTokens + 1, lengthIsDefault: false };
  if (lengthIsAsked || maxLength !== fallback) return { maxLength, lengthIsDefault: false };
  const positions = config.max_position_embeddings;
  const most = typeof positions === "number" ? positions : Number.POSITIVE_INFINITY;
  return { maxLength: Math.min(fallback + 1, most), lengthIsDefault: true };
}

/** @throws SummnbError for values that are possible alone but not together */
function checkTogether({ maxLength, numBeams, numReturnSequences, doSample }: Settings): void {
  if (maxLength < 2)
    throw new SummnbError(
      `At least one new token must be allowed; maxLength ${maxLength} leaves none beside the start token.`,
    );
  if (numBeams > 1 && numReturnSequences > numBeams)
    throw new SummnbError(
      `numReturnSequences ${numReturnSequences} is more than numBeams ${numBeams}; a beam search has at most numBeams results.`,
    );
  if (numBeams === 1 && !doSample && numReturnSequences > 1)
    throw new SummnbError(
      `Greedy search has one result, but numReturnSequences is ${numReturnSequences}; set numBeams to it, or doSample to true.`,
    );
}
