import type { CardFacts, EvaluationLine, RunFacts, Scores } from "./facts.js";
import { plainText, table } from "./markdown.js";

/** Names of the ROUGE metrics and how they are written. */
export const rougeNames: readonly (readonly [key: string, name: string])[] = [
  ["rouge1", "ROUGE-1"],
  ["rouge2", "ROUGE-2"],
  ["rougeL", "ROUGE-L"],
  ["rougeLsum", "ROUGE-Lsum"],
];

/** A page is no log: of a long training every so many evaluations are shown, and the last. */
const mostLines = 40;

/** The evaluation of the weights that the run ended with: the last, or with loadBestModelAtEnd the best. */
export function finalEvaluation({ arguments: args, evaluations }: RunFacts): EvaluationLine | undefined {
  if (args.loadBestModelAtEnd !== true) return evaluations.at(-1);
  const metric = String(args.metricForBestModel ?? "loss").replace(/^eval_/, "");
  const value = ({ evalLoss, metrics }: EvaluationLine) => (metric === "loss" ? evalLoss : metrics[metric]);
  const sign = (args.greaterIsBetter ?? !/loss$/.test(metric)) ? 1 : -1;
  return evaluations.reduce<EvaluationLine | undefined>((best, line) => {
    const [now, before] = [value(line), best && value(best)];
    if (now === undefined) return best;
    return before === undefined || sign * now > sign * before ? line : best;
  }, undefined);
}

/** The scores to print first: those given, else those of the run's final evaluation. */
export function scoresOf({ evaluation, run }: CardFacts): Scores | undefined {
  if (evaluation) return evaluation;
  const line = run && finalEvaluation(run);
  if (!line || !rougeNames.some(([key]) => line.metrics[key] !== undefined)) return undefined;
  const { rows } = run.data.find(({ split }) => split === "validation") ?? {};
  return { metrics: line.metrics, intervals: line.intervals, rows, split: "validation" };
}

/** Percent with two digits, as papers write ROUGE. */
export const percent = (share: number): string => (100 * share).toFixed(2);

function rougeSection(scores: Scores): string {
  const rows = rougeNames
    .filter(([key]) => scores.metrics[key] !== undefined)
    .map(([key, name]) => {
      const interval = scores.intervals?.[key];
      return [
        name,
        percent(scores.metrics[key]!),
        interval ? `${percent(interval[0])} to ${percent(interval[1])}` : "–",
      ];
    });
  const count = scores.rows === undefined ? "" : ` of ${scores.rows.toLocaleString("en-US")} rows`;
  const split = scores.split === undefined ? "" : ` (${plainText(scores.split)})`;
  return `## Results\n\nROUGE F1${count}${split} in percent, with stems, and the 95% bootstrap interval of the mean.\n\n${table(["metric", "mean", "95% interval"], rows)}`;
}

function courseSection({ evaluations, trainLoss }: RunFacts): string | undefined {
  if (evaluations.length === 0)
    return trainLoss === null
      ? undefined
      : `## Course of the training\n\nMean training loss ${trainLoss.toFixed(4)}; there were no evaluations.`;
  const every = Math.ceil(evaluations.length / mostLines);
  const shown = evaluations.filter((_, index) => index % every === 0 || index === evaluations.length - 1);
  const metrics = rougeNames.filter(([key]) => shown.some((line) => line.metrics[key] !== undefined));
  const header = ["epoch", "step", "training loss", "validation loss", ...metrics.map(([, name]) => name)];
  const rows = shown.map((line) => [
    line.epoch.toFixed(2),
    String(line.step),
    line.trainLoss === null ? "–" : line.trainLoss.toFixed(4),
    line.evalLoss.toFixed(4),
    ...metrics.map(([key]) => (line.metrics[key] === undefined ? "–" : percent(line.metrics[key]!))),
  ]);
  const left =
    evaluations.length > shown.length ? ` ${shown.length} of ${evaluations.length} evaluations.` : "";
  const mean = trainLoss === null ? "" : `Mean training loss ${trainLoss.toFixed(4)}.`;
  const before = `${mean}${left}`.trim();
  return `## Course of the training\n\n${before ? `${before}\n\n` : ""}${table(header, rows)}`;
}

/** Sections about scores and losses; those without figures are left out. */
export function evaluationSections(facts: CardFacts): (string | undefined)[] {
  const scores = scoresOf(facts);
  return [scores && rougeSection(scores), facts.run && courseSection(facts.run)];
}
