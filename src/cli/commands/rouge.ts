import type { Command } from "commander";
import { SummnbError } from "../../library/errors.js";
import { defaultRougeMetrics, evaluateRouge, type RougeEvaluation } from "../../library/metrics/index.js";
import { readTexts } from "../lines.js";
import { type GlobalOptions, Terminal } from "../terminal.js";

interface RougeCommandOptions extends GlobalOptions {
  predictions: string;
  references: string;
  stemmer: boolean;
  perPair?: boolean;
}

export function rouge(program: Command): Command {
  return program
    .command("rouge")
    .description("score predictions against references: F1 of rouge1, rouge2, rougeL, rougeLsum")
    .requiredOption("--predictions <file>", "one text a line, or JSON lines of strings")
    .requiredOption("--references <file>", "as many texts, in the same order")
    .option("--no-stemmer", "compare words instead of their Porter stems")
    .option("--per-pair", "precision, recall and F1 of each pair too")
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<RougeCommandOptions>();
      const terminal = new Terminal(options);
      const predictions = await nonEmpty(options.predictions);
      const references = await nonEmpty(options.references);
      if (predictions.length !== references.length)
        throw new SummnbError(
          `${options.predictions} holds ${predictions.length} texts and ${options.references} ${references.length}: ROUGE needs one reference for each prediction.`,
        );
      const evaluation = evaluateRouge({ predictions, references, useStemmer: options.stemmer });
      const pairs = options.perPair ? { pairs: evaluation.pairs } : {};
      const scores = Object.fromEntries(defaultRougeMetrics.map((metric) => [metric, evaluation[metric]]));
      terminal.result(
        { ...scores, count: evaluation.count, ...pairs },
        rougeText(evaluation, options.perPair),
      );
    });
}

/** Scores and intervals as a table of percentages. */
export function rougeText(evaluation: RougeEvaluation, perPair = false): string {
  const percent = (value: number) => (100 * value).toFixed(2).padStart(6);
  const rows = defaultRougeMetrics.map((metric) => {
    const [low, high] = evaluation.intervals[metric];
    return `${metric.padEnd(10)} ${percent(evaluation[metric])}  [${percent(low)}, ${percent(high)}]`;
  });
  const share = Math.round(100 * evaluation.confidence);
  const head = `F1 of ${evaluation.count} pairs in percent, with ${share} % bootstrap intervals`;
  const pairRows = perPair
    ? evaluation.pairs.map((pair, index) => {
        const cells = defaultRougeMetrics.map((metric) => `${metric} ${percent(pair[metric].fmeasure)}`);
        return `pair ${index + 1}: ${cells.join("  ")}`;
      })
    : [];
  return [head, ...rows, ...pairRows].join("\n");
}

async function nonEmpty(file: string): Promise<string[]> {
  const texts = await readTexts(file);
  if (texts.length === 0) throw new SummnbError(`${file} is empty: it needs one text a line.`);
  return texts;
}
