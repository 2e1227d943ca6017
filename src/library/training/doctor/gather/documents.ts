import type { Dataset } from "../../../datasets/index.js";
import { hashText } from "../../../provenance/hash.js";
import type { TokenizedRow } from "../../collator.js";

/** Rows as a trainer takes them: texts, or token ids. */
export type Rows = Dataset | readonly TokenizedRow[];

/** Whether the trainer tokenizes them: a data set without ids and labels. */
export function holdsTexts(rows: Rows): rows is Dataset {
  if (!("features" in rows)) return false;
  const has = (name: string) => rows.features.includes(name);
  return !(has("labels") && (has("inputIds") || has("input_ids")));
}

/** Hashes of the documents' texts in their order; undefined where rows hold no such texts. */
export function documentHashes(rows: Rows | undefined, column = "document"): number[] | undefined {
  if (!rows || !("features" in rows) || !rows.features.includes(column)) return undefined;
  const texts = rows.column(column);
  return texts.every((text) => typeof text === "string") ? (texts as string[]).map(hashText) : undefined;
}
