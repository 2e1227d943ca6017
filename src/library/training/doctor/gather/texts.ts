import { createHash } from "node:crypto";
import type { TextFacts } from "../facts.js";
import { holdsTexts, type Rows } from "./documents.js";

/** What is wrong with a data set's texts themselves; undefined where its rows hold none in these columns. */
export function examineTexts(
  rows: Rows | undefined,
  {
    documentColumn = "document",
    summaryColumn = "summary",
  }: { documentColumn?: string; summaryColumn?: string },
): TextFacts | undefined {
  if (
    !rows ||
    !holdsTexts(rows) ||
    ![documentColumn, summaryColumn].every((name) => rows.features.includes(name))
  )
    return undefined;
  const facts: TextFacts = { emptyDocuments: [], emptySummaries: [], repeated: [] };
  const seen = new Set<string>();
  for (let index = 0; index < rows.numRows; index++) {
    const { [documentColumn]: document, [summaryColumn]: summary } = rows.row(index);
    if (typeof document !== "string" || typeof summary !== "string") continue;
    if (document.trim() === "") facts.emptyDocuments.push(index);
    if (summary.trim() === "") facts.emptySummaries.push(index);
    const digest = createHash("sha1").update(`${document.length} ${document} ${summary}`).digest("base64");
    if (seen.has(digest)) facts.repeated.push(index);
    seen.add(digest);
  }
  return facts;
}
