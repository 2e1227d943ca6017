/** The processors that settings ask for. They equal Transformers' LogitsProcessors of the same names, with LibTorch bit for bit. */
import { SummnbError } from "../../errors.js";
import type { Settings } from "../options.js";
import type { Kinds, ScoreMath } from "../scores/math.js";
import * as bans from "./bans.js";
import * as penalties from "./penalties.js";
import type { Processor } from "./processor.js";
import * as warpers from "./warpers.js";

export type { LogitsProcessor, Processor, Step } from "./processor.js";

type Maker = <K extends Kinds>(math: ScoreMath<K>, settings: Settings) => Processor<K> | false | null;

/** In Transformers' order, which matters. Up to here for every search; the warpers follow for sampling. */
const makers: readonly Maker[] = [
  (math, { sequenceBias }) => sequenceBias && penalties.sequenceBias(math, sequenceBias),
  (math, { encoderRepetitionPenalty: penalty }) =>
    penalty !== 1 && penalties.encoderRepetitionPenalty(math, penalty),
  (math, { repetitionPenalty: penalty }) => penalty !== 1 && penalties.repetitionPenalty(math, penalty),
  (math, { noRepeatNgramSize: size }) => size > 0 && bans.noRepeatNgram(math, size),
  (math, { encoderNoRepeatNgramSize: size }) => size > 0 && bans.encoderNoRepeatNgram(math, size),
  (math, { badWordsIds, eosTokenIds }) => badWordsIds && bans.badWords(math, badWordsIds, eosTokenIds),
  (math, { minLength, eosTokenIds }) =>
    minLength > 0 && eosTokenIds.length > 0 && bans.minLength(math, minLength, eosTokenIds),
  (math, { forcedBosTokenId: id }) => id !== null && bans.forceAt(math, 1, [id]),
  (math, { forcedEosTokenId: ids, maxLength }) =>
    ids !== null && bans.forceAt(math, maxLength - 1, [ids].flat()),
  (math, { removeInvalidValues }) => removeInvalidValues && ((scores) => math.nanToNum_(scores)),
  (math, { exponentialDecayLengthPenalty: decay, eosTokenIds }) =>
    decay && eosTokenIds.length > 0 && penalties.lengthDecay(math, ...decay, eosTokenIds),
  (math, { suppressTokens }) => suppressTokens && bans.suppress(math, suppressTokens),
  (math, { beginSuppressTokens: ids, forcedBosTokenId }) =>
    ids && bans.suppressAt(math, forcedBosTokenId === null ? 1 : 2, ids),
];

/** A beam search needs an id that goes on besides those that end. */
const leastKept = ({ numBeams, eosTokenIds }: Settings) =>
  numBeams > 1 ? Math.max(2, eosTokenIds.length + 1) : 1;

const warperMakers: readonly Maker[] = [
  (math, { temperature }) => temperature !== 1 && warpers.temperature(math, temperature),
  (math, settings) => !!settings.topK && warpers.topK(math, settings.topK, leastKept(settings)),
  (math, settings) => settings.topP < 1 && warpers.topP(math, settings.topP, leastKept(settings)),
  (math, settings) => settings.minP !== null && warpers.minP(math, settings.minP, leastKept(settings)),
  (math, settings) => settings.typicalP < 1 && warpers.typicalP(math, settings.typicalP, leastKept(settings)),
  (math, settings) =>
    settings.epsilonCutoff > 0 && warpers.epsilonCutoff(math, settings.epsilonCutoff, leastKept(settings)),
  (math, settings) =>
    settings.etaCutoff > 0 && warpers.etaCutoff(math, settings.etaCutoff, leastKept(settings)),
];

/**
 * The processors that settings ask for, in Transformers' order.
 * @param extra the caller's own, which come before what narrows a draw
 */
export function processorsOf<K extends Kinds>(
  math: ScoreMath<K>,
  settings: Settings,
  extra: readonly Processor<K>[] = [],
): Processor<K>[] {
  const made = (list: readonly Maker[]) =>
    list.map((make) => make(math, settings)).filter((found) => !!found);
  return [
    ...made(makers),
    ...extra,
    ...(settings.doSample ? made(warperMakers) : []),
    ...(settings.renormalizeLogits ? [(scores: K["float"]) => math.logSoftmax(scores)] : []),
  ];
}

/** Options that name ids of the vocabulary. */
const idOptions = [
  "sequenceBias",
  "badWordsIds",
  "suppressTokens",
  "beginSuppressTokens",
  "forcedBosTokenId",
  "forcedEosTokenId",
  "eosTokenIds",
  "padTokenId",
  "decoderStartTokenId",
] as const;

function idsIn(option: (typeof idOptions)[number], settings: Settings): number[] {
  if (option === "sequenceBias") return (settings.sequenceBias ?? []).flatMap(([ids]) => [...ids]);
  const value = settings[option];
  return value === null ? [] : ([value].flat(2) as number[]);
}

/** @throws SummnbError when an option names an id that the model has not */
export function checkIds(settings: Settings, vocabulary: number): void {
  for (const option of idOptions)
    for (const id of idsIn(option, settings))
      if (id >= vocabulary)
        throw new SummnbError(
          `${option} names the id ${id}, but the model's vocabulary ends at ${vocabulary - 1}.`,
        );
}
