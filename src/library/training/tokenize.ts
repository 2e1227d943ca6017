import type { Dataset } from "../datasets/index.js";
import { SummnbError } from "../errors.js";
import type { Tokenizer } from "../tokenizers/index.js";
import type { TokenizedRow } from "./collator.js";
import { promptOf } from "./promptOf.js";

export interface PreprocessOptions {
  tokenizer: Tokenizer;
  documentColumn?: string;
  summaryColumn?: string;
  /** Put before every document, such as "summarize: ". */
  sourcePrefix?: string;
  /** Instead of a prefix: a text with {document} in it. */
  promptTemplate?: string;
  maxSourceLength?: number;
  maxTargetLength?: number;
}

/** Token ids of documents with their prompt, and of summaries as labels. */
export async function tokenizeRows(dataset: Dataset, options: PreprocessOptions): Promise<TokenizedRow[]> {
  const { tokenizer, documentColumn = "document", summaryColumn = "summary" } = options;
  const documents = dataset
    .texts(documentColumn, "documentColumn")
    .map((document) => promptOf(document, options));
  const inputs = await tokenizer.encodeBatch(documents, {
    maxLength: options.maxSourceLength ?? 512,
    truncation: true,
  });
  const labels = await tokenizer.encodeBatch(dataset.texts(summaryColumn, "summaryColumn"), {
    maxLength: options.maxTargetLength ?? 128,
    truncation: true,
  });
  return inputs.map((inputIds, i) => ({ inputIds, labels: labels[i]! }));
}

const isIds = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length > 0 && value.every((id) => Number.isInteger(id));

/**
 * Rows that hold token ids already, under Hugging Face's names or ours; undefined when they hold texts.
 * @param labelColumn where their labels are
 * @throws SummnbError when a column was named that rows do not have
 */
export function tokenizedRows(
  dataset: Iterable<Record<string, unknown>>,
  labelColumn = "labels",
): TokenizedRow[] | undefined {
  const rows: TokenizedRow[] = [];
  for (const row of dataset) {
    const inputIds = row.inputIds ?? row.input_ids;
    const labels = row[labelColumn];
    if (labelColumn !== "labels" && !isIds(labels))
      throw new SummnbError(
        `labelNames names the column "${labelColumn}", but it holds no token ids in the rows, which have ${Object.keys(row).join(", ")}; for texts leave labelNames out.`,
      );
    if (!isIds(inputIds) || !isIds(labels)) return undefined;
    const mask = row.attentionMask ?? row.attention_mask;
    rows.push({ ...row, inputIds, labels, ...(isIds(mask) ? { attentionMask: mask } : {}) });
  }
  return rows;
}
