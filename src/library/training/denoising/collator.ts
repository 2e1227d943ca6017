import { SummnbError } from "../../errors.js";
import type { Tokenizer } from "../../tokenizers/index.js";
import { type DataCollator, DataCollatorForSeq2Seq, type TokenizedRow } from "../collator.js";
import { drawFragments } from "./fragments.js";
import type { LeadRow } from "./lead.js";
import { corruptSpans, Draws } from "./spanCorruption.js";

/** How often each task is drawn; the rest of 1 is `clause`. */
export interface TaskShares {
  /** T5's span corruption. */
  spans: number;
  /** The first sentence from the rest, as PEGASUS' gap sentences (Zhang et al. 2020, arXiv:1912.08777). */
  gap: number;
  /** The first sentence from a document that still holds it, as PEGASUS leaves some in place: teaches copying. */
  copy: number;
  /** A few fragments of the document, drawn anew (`drawFragments`). */
  fragments: number;
}

export interface DenoisingOptions {
  tokenizer: Tokenizer;
  seed: number;
  maxSourceLength: number;
  maxTargetLength: number;
  shares?: TaskShares;
}

const evenShares: TaskShares = { spans: 0.5, gap: 0.5, copy: 0, fragments: 0 };

/**
 * Draws a pretraining task for every row of `leadRows`, anew each time it comes. A sentinel before the source
 * says which: the first asks for the first sentence, the second for its clause, the third for fragments. The same
 * seed and order of rows give the same tasks.
 */
export function DataCollatorForDenoising(options: DenoisingOptions): DataCollator {
  const { tokenizer, maxSourceLength, maxTargetLength, shares = evenShares } = options;
  const draws = new Draws(options.seed);
  const sentinel = (i: number): number => {
    const id = tokenizer.sentinelId(i);
    if (id === undefined)
      throw new SummnbError(`The tokenizer has no <extra_id_${i}>, which denoising needs.`);
    return id;
  };
  const startsWord = (id: number): boolean => tokenizer.idToToken(id)?.startsWith("▁") ?? false;
  const collate = DataCollatorForSeq2Seq({ padTokenId: tokenizer.padTokenId });
  const close = (ids: readonly number[], most: number) => [...ids.slice(0, most - 1), tokenizer.eosTokenId];

  const task = ({ inputIds, labels, clause }: LeadRow): TokenizedRow => {
    const draw = draws.uniform();
    const { spans, gap, copy, fragments } = shares;
    const onlyLead = labels.length === inputIds.length;
    if (draw < spans || (draw < spans + gap && onlyLead))
      return corruptSpans(
        inputIds.slice(0, maxSourceLength - 1),
        { noiseDensity: 0.15, meanSpanLength: 3, sentinel },
        draws,
      );
    if (draw < spans + gap) return { inputIds: [sentinel(0), ...inputIds.slice(labels.length)], labels };
    if (draw < spans + gap + copy) return { inputIds: [sentinel(0), ...inputIds], labels };
    if (draw < spans + gap + copy + fragments) {
      const source = inputIds.slice(0, maxSourceLength - 2);
      return { inputIds: [sentinel(2), ...source], labels: drawFragments(source, startsWord, draws) };
    }
    return { inputIds: [sentinel(1), ...inputIds], labels: clause };
  };

  const collator = (rows: readonly TokenizedRow[]) =>
    collate(
      (rows as readonly LeadRow[]).map(task).map((row) => ({
        inputIds: close(row.inputIds, maxSourceLength),
        labels: close(row.labels, maxTargetLength),
      })),
    );
  return Object.assign(collator, {
    getState: () => draws.getState(),
    setState: (state: unknown) => draws.setState(state as number[]),
  });
}
