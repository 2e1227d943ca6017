import type { Finding } from "../../../protocol/index.js";
import { SummnbError } from "../../errors.js";
import { cellOf } from "../../provenance/cells.js";
import type { PreprocessOptions } from "../tokenize.js";
import { findingOf } from "./finding.js";
import type { Rows } from "./gather/documents.js";
import { report } from "./report.js";

/** Rows of token ids whose summaries nobody tokenized, and that hold no texts which the trainer could tokenize. */
export function unlabelled(
  dataset: Rows,
  what: string,
  options: Partial<PreprocessOptions>,
): Finding | undefined {
  const [first] = dataset as Iterable<Record<string, unknown>>;
  if (!first || !(Array.isArray(first.inputIds) || Array.isArray(first.input_ids))) return undefined;
  const { tokenizer, documentColumn = "document", summaryColumn = "summary" } = options;
  if (tokenizer && documentColumn in first && summaryColumn in first) return undefined;
  return findingOf("no-labels", "error", {
    message: `The ${what} rows have input ids and no labels (their columns are ${Object.keys(first).join(", ")}), so there is nothing to learn from them.`,
    fix: "Tokenize the summaries too and give their ids as labels, such as with tokenizer.batch(documents, { textTarget: summaries }).",
    cell: cellOf(dataset),
  });
}

/** @throws SummnbError for such rows, which it also reports */
export function refuseUnlabelled(dataset: Rows, what: string, options: Partial<PreprocessOptions>): void {
  const finding = unlabelled(dataset, what, options);
  if (!finding) return;
  report([finding]);
  throw new SummnbError(`${finding.message} ${finding.fix}`);
}
