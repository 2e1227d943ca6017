import { readFileSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../../../library/errors.js";
import { findingOf } from "../../../library/training/doctor/finding.js";
import { type Notebook, NotebookFormatError, parseNotebook } from "../../../notebook/index.js";
import type { Finding } from "../../../protocol/index.js";
import { isWrittenOut } from "./comparisons.js";
import { Examiner } from "./findings.js";
import { placeOf, readCells } from "./reader.js";
import type { Made } from "./values.js";

/**
 * What can be told of a notebook by reading it: nothing of it is run, and no data is loaded. Values that are computed
 * when it runs are not known, and no rule speaks of them.
 */
export async function diagnoseNotebook(file: string): Promise<Finding[]> {
  const notebook = readNotebook(file);
  const { calls, findings } = await readCells(notebook);
  const mark = (cell: number | undefined) => {
    const id = cell === undefined ? undefined : notebook.cells[cell]?.id;
    return id === undefined ? undefined : { id, label: placeOf(cell!, notebook.cells.length) };
  };
  const examiner = new Examiner(path.dirname(path.resolve(file)), mark);
  for (const call of calls) examiner.take(call);
  return [...findings, ...examiner.findings, ...nothingGenerated(calls, mark)];
}

function readNotebook(file: string): Notebook {
  let notebook: Notebook;
  try {
    notebook = parseNotebook(readFileSync(file));
  } catch (error) {
    if (error instanceof NotebookFormatError)
      throw new SummnbError(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
  const { kernelspec } = notebook.metadata as { kernelspec?: { language?: unknown } };
  if (kernelspec?.language === "python")
    throw new SummnbError(`${file} holds Python; the doctor reads TypeScript cells.`);
  return notebook;
}

/** A trainer, scores of texts that are written out, and nothing generated in between. */
function nothingGenerated(
  calls: readonly Made[],
  mark: (cell: number) => { id: string; label: string } | undefined,
): Finding[] {
  const has = (...names: string[]) => calls.some(({ by }) => names.includes(by));
  const scores = calls.filter(({ by }) => ["evaluateRouge", "compareRouge", "scoreRouge"].includes(by));
  if (!has("Seq2SeqTrainer") || scores.length === 0 || has("generateSummaries", "streamSummary", ".generate"))
    return [];
  const literalScore = scores.find((call) => call.by === "scoreRouge" || isWrittenOut(call));
  if (!literalScore) return [];
  return [
    findingOf("nothing-generated", "warning", {
      message:
        "The notebook scores texts that no model of it has generated, so the scores say nothing about its trainer.",
      fix: "Generate summaries of the test rows with generateSummaries and score these.",
      cell: mark(literalScore.cell),
    }),
  ];
}
