import { renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { type Dataset, loadDataset } from "../../library/datasets/index.js";
import { defaultRougeMetrics, evaluateRouge } from "../../library/metrics/index.js";
import { type AliasFlag, noAliasOption } from "../alias-option.js";
import { addGenerationOptions } from "../generation-options.js";
import { interruptible } from "../interrupt.js";
import { loadModel, type ModelOptions } from "../load-model.js";
import { type SummarizeFlags, summarize } from "../summarize.js";
import { type GlobalOptions, Terminal } from "../terminal.js";
import { integerFrom } from "../values.js";
import { rougeText } from "./rouge.js";

interface EvaluateFlags extends GlobalOptions, ModelOptions, SummarizeFlags, AliasFlag {
  data: string;
  config?: string;
  split?: string;
  limit?: number;
  documentColumn: string;
  summaryColumn: string;
  stemmer: boolean;
  output: string;
}

export function evaluate(program: Command): Command {
  const command = program
    .command("evaluate")
    .description("summarize a data set's documents and score the summaries with ROUGE")
    .argument("<model>", "the model's folder, or its id on the Hub")
    .requiredOption(
      "--data <source>",
      "documents and summaries: JSON Lines, JSON, CSV, TSV, Parquet, an archive or folder of them, or a Hub id",
    )
    .option("--config <name>", "the configuration of a Hub data set, such as 3.0.0 of cnn_dailymail")
    .option(
      "--split <name>",
      "a split or a part of one, such as test[:10%]; default: the only one, else test",
    )
    .addOption(noAliasOption())
    .option("--limit <n>", "take the first n rows", integerFrom(1))
    .option("--document-column <name>", "column of the documents", "document")
    .option("--summary-column <name>", "column of the human summaries", "summary")
    .option("--no-stemmer", "compare words instead of their Porter stems")
    .option("--output <file>", "where the summaries go, as JSON lines of strings", "predictions.jsonl");
  return addGenerationOptions(command).action(async (model: string, _options, self: Command) => {
    const flags = self.optsWithGlobals<EvaluateFlags>();
    await interruptible(() => evaluateModel(model, flags, new Terminal(flags)));
  });
}

async function evaluateModel(model: string, flags: EvaluateFlags, terminal: Terminal): Promise<void> {
  const { documents, references } = await readPairs(flags);
  const sources = documents.map((document) => ({ document }));
  // One summary of each document is scored, whatever a generation config says.
  const one = { ...flags, numReturnSequences: 1 };
  const summaries = await summarize(sources, await loadModel(model, flags), one, terminal);
  const predictions = summaries.map(({ summary }) => summary);
  const file = path.resolve(flags.output);
  writeLines(file, predictions);
  const evaluation = evaluateRouge({ predictions, references, useStemmer: flags.stemmer });
  const scores = Object.fromEntries(defaultRougeMetrics.map((metric) => [metric, evaluation[metric]]));
  const { count, intervals } = evaluation;
  const text = `${rougeText(evaluation)}\nThe summaries are in ${file}.`;
  terminal.result({ ...scores, count, predictions: file, intervals }, text);
}

async function readRows({ data, config, split, alias }: EvaluateFlags): Promise<Dataset> {
  if (split !== undefined) return loadDataset(data, { config, alias, split });
  const splits = await loadDataset(data, { config, alias });
  const [first, ...others] = splits;
  return first && others.length === 0 ? first[1] : splits.test;
}

async function readPairs(flags: EvaluateFlags) {
  const { limit, documentColumn, summaryColumn } = flags;
  const rows = await readRows(flags);
  const chosen = rows.select(
    Array.from({ length: Math.min(limit ?? rows.numRows, rows.numRows) }, (_, row) => row),
  );
  return {
    documents: chosen.texts(documentColumn, "--document-column"),
    references: chosen.texts(summaryColumn, "--summary-column"),
  };
}

/** Whole or not at all: an interrupted write leaves an earlier file as it was. */
function writeLines(file: string, texts: readonly string[]): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, texts.map((text) => `${JSON.stringify(text)}\n`).join(""));
  renameSync(temporary, file);
}
