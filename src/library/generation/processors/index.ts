/** The processors that settings ask for. They equal Transformers' LogitsProcessors of the same names, bit for bit. */
import { SummnbError } from "../../errors.js";
import * as ops from "../../tensor/ops.js";
import * as own from "../ops.js";
import type { Settings } from "../options.js";
import * as bans from "./bans.js";
import * as penalties from "./penalties.js";
import type { LogitsProcessor } from "./processor.js";
import * as warpers from "./warpers.js";

export type { LogitsProcessor, Step } from "./processor.js";

type Maker = (settings: Settings) => LogitsProcessor | false | null;

/** In Transformers' order, which matters. Up to here for every search; the warpers follow for sampling. */
const makers: readonly Maker[] = [
  ({ sequenceBias }) => sequenceBias && penalties.sequenceBias(sequenceBias),
  ({ encoderRepetitionPenalty: penalty }) => penalty !== 1 && penalties.encoderRepetitionPenalty(penalty),
  ({ repetitionPenalty: penalty }) => penalty !== 1 && penalties.repetitionPenalty(penalty),
  ({ noRepeatNgramSize: size }) => size > 0 && bans.noRepeatNgram(size),
  ({ encoderNoRepeatNgramSize: size }) => size > 0 && bans.encoderNoRepeatNgram(size),
  ({ badWordsIds, eosTokenIds }) => badWordsIds && bans.badWords(badWordsIds, eosTokenIds),
  ({ minLength, eosTokenIds }) =>
    minLength > 0 && eosTokenIds.length > 0 && bans.minLength(minLength, eosTokenIds),
  ({ forcedBosTokenId: id }) => id !== null && bans.forceAt(1, [id]),
  ({ forcedEosTokenId: ids, maxLength }) => ids !== null && bans.forceAt(maxLength - 1, [ids].flat()),
  ({ removeInvalidValues }) => removeInvalidValues && ((scores) => own.nanToNum_(scores)),
  ({ exponentialDecayLengthPenalty: decay, eosTokenIds }) =>
    decay && eosTokenIds.length > 0 && penalties.lengthDecay(...decay, eosTokenIds),
  ({ suppressTokens }) => suppressTokens && bans.suppress(suppressTokens),
  ({ beginSuppressTokens: ids, forcedBosTokenId }) =>
    ids && bans.suppressAt(forcedBosTokenId === null ? 1 : 2, ids),
];

/** A beam search needs an id that goes on besides those that end. */
const leastKept = ({ numBeams, eosTokenIds }: Settings) =>
  numBeams > 1 ? Math.max(2, eosTokenIds.length + 1) : 1;

const warperMakers: readonly Maker[] = [
  ({ temperature }) => temperature !== 1 && warpers.temperature(temperature),
  (settings) => !!settings.topK && warpers.topK(settings.topK, leastKept(settings)),
  (settings) => settings.topP < 1 && warpers.topP(settings.topP, leastKept(settings)),
  (settings) => settings.minP !== null && warpers.minP(settings.minP, leastKept(settings)),
  (settings) => settings.typicalP < 1 && warpers.typicalP(settings.typicalP, leastKept(settings)),
  (settings) =>
    settings.epsilonCutoff > 0 && warpers.epsilonCutoff(settings.epsilonCutoff, leastKept(settings)),
  (settings) => settings.etaCutoff > 0 && warpers.etaCutoff(settings.etaCutoff, leastKept(settings)),
];

/**
 * The processors that settings ask for, in Transformers' order.
 * @param extra the caller's own, which come before what narrows a draw
 */
export function processorsOf(settings: Settings, extra: readonly LogitsProcessor[] = []): LogitsProcessor[] {
  const made = (list: readonly Maker[]) => list.map((make) => make(settings)).filter((found) => !!found);
  return [
    ...made(makers),
    ...extra,
    ...(settings.doSample ? made(warperMakers) : []),
    ...(settings.renormalizeLogits
      ? [(scores: Parameters<LogitsProcessor>[0]) => ops.logSoftmax(scores, -1)]
      : []),
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
