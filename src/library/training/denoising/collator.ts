import { SummnbError } from "../../errors.js";
import type { Tokenizer } from "../../tokenizers/index.js";
import { type DataCollator, DataCollatorForSeq2Seq, type TokenizedRow } from "../collator.js";
import { corruptSpans, Draws } from "./spanCorruption.js";

export interface DenoisingOptions {
  tokenizer: Tokenizer;
  seed: number;
  maxSourceLength: number;
  maxTargetLength: number;
  /** Share of rows that get T5's span corruption; the others get the lead-sentence task. */
  spanCorruption?: number;
  /**
   * Share of the lead-sentence rows whose source keeps the sentence: these teach to copy, as the unmasked gap
   * sentences of PEGASUS do (Zhang et al. 2020, https://arxiv.org/abs/1912.08777).
   */
  keepLead?: number;
}

/** A document for `DataCollatorForDenoising`: its token ids, and as labels those of its first sentence. */
export type LeadRow = TokenizedRow;

const firstSentence = /^(.+?[.!?:])\s+(?=[A-Z0-9*"(])/s;

/**
 * Cuts documents into their first sentence and the rest, as rows for the denoising collator. Where the first
 * sentence is the whole document, there is span corruption only.
 */
export async function leadRows(documents: readonly string[], tokenizer: Tokenizer): Promise<LeadRow[]> {
  const parts = documents.map((document) => {
    const lead = firstSentence.exec(document)?.[1] ?? document;
    return { lead, rest: document.slice(lead.length).trimStart() };
  });
  const options = { addSpecialTokens: false };
  const leads = await tokenizer.encodeBatch(
    parts.map((part) => part.lead),
    options,
  );
  const rests = await tokenizer.encodeBatch(
    parts.map((part) => part.rest),
    options,
  );
  return leads.map((labels, i) => ({ inputIds: [...labels, ...rests[i]!], labels }));
}

/**
 * Draws a pretraining task for every row, anew each time it comes: span corruption, or the first sentence from
 * the rest. The same seed and order of rows give the same tasks.
 */
export function DataCollatorForDenoising(options: DenoisingOptions): DataCollator {
  const { tokenizer, maxSourceLength, maxTargetLength, spanCorruption = 0.5, keepLead = 0.2 } = options;
  const draws = new Draws(options.seed);
  const sentinel = (i: number): number => {
    const id = tokenizer.sentinelId(i);
    if (id === undefined)
      throw new SummnbError(`The tokenizer has no <extra_id_${i}>, which denoising needs.`);
    return id;
  };
  const collate = DataCollatorForSeq2Seq({ padTokenId: tokenizer.padTokenId });
  const close = (ids: readonly number[], most: number) => [...ids.slice(0, most - 1), tokenizer.eosTokenId];

  const task = ({ inputIds, labels }: LeadRow): TokenizedRow => {
    const corrupt = draws.uniform() < spanCorruption || labels.length === inputIds.length;
    if (corrupt) {
      const span = { noiseDensity: 0.15, meanSpanLength: 3, sentinel };
      return corruptSpans(inputIds.slice(0, maxSourceLength - 1), span, draws);
    }
    const kept = draws.uniform() < keepLead;
    return { inputIds: [sentinel(0), ...(kept ? inputIds : inputIds.slice(labels.length))], labels };
  };

  return (rows) =>
    collate(
      rows.map(task).map((row) => ({
        inputIds: close(row.inputIds, maxSourceLength),
        labels: close(row.labels, maxTargetLength),
      })),
    );
}
