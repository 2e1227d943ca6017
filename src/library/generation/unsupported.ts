/** Options of Hugging Face's GenerationConfig that summnb has not, by their keys. */
import { SummnbError } from "../errors.js";

const above = (least: number) => (value: unknown) => typeof value === "number" && value > least;
const given = (value: unknown) => value !== null && value !== undefined && value !== false;

interface Refusal {
  camel: string;
  /** Whether a value asks for what is not there; others do nothing. */
  asks: (value: unknown) => boolean;
  instead: string;
}

const groups = "diverse beam search is left out; use numBeams alone, or doSample for variety";
const assisted = "generation with an assistant is left out; it would give the same ids";
const constrained = "constrained beam search is left out; sequenceBias raises the score of words";

/** What would change the result, so that leaving it out in silence would be wrong. */
const refusals: Record<string, Refusal> = {
  num_beam_groups: { camel: "numBeamGroups", asks: above(1), instead: groups },
  diversity_penalty: { camel: "diversityPenalty", asks: above(0), instead: groups },
  penalty_alpha: { camel: "penaltyAlpha", asks: above(0), instead: "contrastive search is left out" },
  constraints: { camel: "constraints", asks: given, instead: constrained },
  force_words_ids: { camel: "forceWordsIds", asks: given, instead: constrained },
  dola_layers: { camel: "dolaLayers", asks: given, instead: "DoLa decoding is left out" },
  stop_strings: { camel: "stopStrings", asks: given, instead: "end at ids instead, with eosTokenId" },
  guidance_scale: {
    camel: "guidanceScale",
    asks: (value) => given(value) && value !== 1,
    instead: "classifier-free guidance is left out",
  },
  watermarking_config: {
    camel: "watermarkingConfig",
    asks: given,
    instead: "watermarking is left out",
  },
  token_healing: { camel: "tokenHealing", asks: given, instead: "it is for models without an encoder" },
  prompt_lookup_num_tokens: { camel: "promptLookupNumTokens", asks: given, instead: assisted },
  assistant_early_exit: { camel: "assistantEarlyExit", asks: given, instead: assisted },
};

const byCamel = new Map(Object.values(refusals).map((refusal) => [refusal.camel, refusal]));

/** Names of GenerationConfig that cells may pass and that change no result here. */
const withoutEffect = new Set([
  "useCache",
  "cacheImplementation",
  "cacheConfig",
  "returnLegacyCache",
  "compileConfig",
  "disableCompile",
  "lowMemory",
  "returnDictInGenerate",
  "outputScores",
  "outputLogits",
  "outputAttentions",
  "outputHiddenStates",
]);

function refuse({ camel, asks, instead }: Refusal, value: unknown, where: string): void {
  if (asks(value))
    throw new SummnbError(
      `${where} sets ${camel} to ${JSON.stringify(value)}, which is not available: ${instead}.`,
    );
}

/**
 * Whether a name of GenerationConfig that is no option here can be passed over.
 * @throws SummnbError when it asks for something that is left out
 */
export function isIgnored(camel: string, value: unknown): boolean {
  const refusal = byCamel.get(camel);
  if (refusal) refuse(refusal, value, "The call");
  return refusal !== undefined || withoutEffect.has(camel);
}

/**
 * Looks for keys of a generation_config.json that ask for what is left out.
 * @param originOf where a key's value comes from
 * @throws SummnbError that names it
 */
export function refuseUnsupported(
  raw: Readonly<Record<string, unknown>>,
  originOf: (key: string) => string,
): void {
  for (const [key, refusal] of Object.entries(refusals)) refuse(refusal, raw[key], originOf(key));
}
