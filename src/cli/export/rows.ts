import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { loadDataset } from "../../library/datasets/index.js";
import { SummnbError } from "../../library/errors.js";
import type { CheckRow } from "../../library/onnx/export/index.js";
import type { Tokenizer } from "../../library/tokenizers/index.js";
import { tokenizedRows, tokenizeRows } from "../../library/training/tokenize.js";
import { sourceLimit } from "../load-model.js";

export interface RowFlags {
  data?: string;
  rows: number;
  documentColumn: string;
  summaryColumn: string;
  sourcePrefix?: string;
  maxSourceLength?: number;
}

/** The rows that come with summnb; it runs from dist/src/cli/export. */
const starterRows = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  "../../../../examples/debian-synopses/test.jsonl",
);

/**
 * The rows on which models are compared: the first ones of `--data`, else of summnb's own test rows.
 * @throws SummnbError when they are texts and there is no tokenizer
 */
export async function checkRows(flags: RowFlags, tokenizer: Tokenizer | undefined): Promise<CheckRow[]> {
  const file = flags.data ?? starterRows;
  if (flags.data === undefined && !existsSync(starterRows))
    throw new SummnbError("summnb's own test rows are not in this installation; give rows with --data.");
  const splits = await loadDataset(file);
  const [first, ...others] = splits;
  const all = first && others.length === 0 ? first[1] : splits.test;
  const dataset = all.select(Array.from({ length: Math.min(flags.rows, all.numRows) }, (_, row) => row));
  const ready = tokenizedRows(dataset);
  if (ready) return ready;
  if (!tokenizer)
    throw new SummnbError(
      "The model's folder has no tokenizer, so rows of texts can't be compared; give rows with input_ids and labels with --data, or --rows 0 to compare none.",
    );
  const { documentColumn, summaryColumn, sourcePrefix } = flags;
  const maxSourceLength = sourceLimit(tokenizer, flags.maxSourceLength);
  return tokenizeRows(dataset, { tokenizer, documentColumn, summaryColumn, sourcePrefix, maxSourceLength });
}
