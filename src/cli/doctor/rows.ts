import type { Dataset } from "../../library/datasets/index.js";
import { SummnbError } from "../../library/errors.js";
import { documentHashes } from "../../library/training/doctor/gather/documents.js";
import { onlyDocuments } from "../../library/training/doctor/gather/rows.js";
import { diagnose } from "../../library/training/doctor/index.js";
import type { TokenizedRow } from "../../library/training/index.js";
import { type PreprocessOptions, tokenizedRows, tokenizeRows } from "../../library/training/tokenize.js";
import type { Finding } from "../../protocol/index.js";
import type { ConfiguredData } from "../training-data.js";

/** Rows that are tokenized to look at them; more would take longer than a look should. */
const mostRows = 2000;

/** Token ids of rows from all over a data set. */
export async function sampleRows(
  dataset: Dataset,
  name: string,
  options: Partial<PreprocessOptions>,
): Promise<TokenizedRow[]> {
  const { tokenizer } = options;
  const step = Math.max(1, Math.ceil(dataset.numRows / mostRows));
  const chosen = Array.from({ length: Math.ceil(dataset.numRows / step) }, (_, index) => index * step);
  const sample = dataset.select(chosen);
  const ready = tokenizedRows(sample);
  if (ready && ready.length > 0) return ready;
  if (dataset.numRows === 0 || !tokenizer)
    throw new SummnbError(
      dataset.numRows === 0
        ? `The ${name} data set is empty.`
        : `The ${name} data set holds texts and there is no tokenizer.`,
    );
  return tokenizeRows(sample, { ...options, tokenizer });
}

/** What documents tell about a split that only evaluates later. */
export function otherSplits({ splits, columns }: ConfiguredData): Finding[] {
  if (!splits.has("test")) return [];
  const training = new Set(documentHashes(splits.train, columns.documentColumn));
  const test = documentHashes(splits.test, columns.documentColumn);
  if (!test || training.size === 0) return [];
  const leaked = { rows: test.filter((hash) => training.has(hash)).length, of: test.length };
  return diagnose({ leaked, evaluation: onlyDocuments(test) });
}
