import { rowsByStep, type TrainingData, type TrainingLog, thinLogs } from "../../protocol/index.js";
import { displayableOf, type Envelope } from "./bundle.js";
import { bytesText, durationText, groupDigits } from "./figures.js";
import { type Html, html, htmlTable } from "./html.js";
import { alignColumns } from "./text.js";
import { lossCurve } from "./training_chart.js";
import type { Displayable } from "./types.js";

/** A fallback shows this many first and last rows of a long log. */
interface ShownRows {
  first: number;
  last: number;
}
const inText: ShownRows = { first: 10, last: 30 };
const inHtml: ShownRows = { first: 5, last: 10 };

/**
 * A training run: the Trainer's table of losses and the curve. `final` is false while it runs. A long log is thinned,
 * so that the notebook's file stays small; the run store has all of it.
 */
export function trainingDisplay(
  data: TrainingData,
  final: boolean,
  envelope: Omit<Envelope, "final"> = {},
): Displayable {
  const shown = { ...data, logs: thinLogs(data.logs) };
  return displayableOf("training", shown, { text: trainingText, html: trainingHtml }, { ...envelope, final });
}

/** Header and rows of the Trainer's table: the columns that at least one row has. */
function table(entries: TrainingLog[], shown: ShownRows): { header: string[]; rows: string[][] } {
  const logs = rowsByStep(entries);
  const evaluated = logs.some((log) => log.evalLoss != null);
  const metrics = [...new Set(logs.flatMap((log) => Object.keys(log.metrics ?? {})))];
  const figure = (value: number | null | undefined, missing: string) =>
    value == null ? missing : value.toFixed(6);
  const rowOf = (log: TrainingLog) => [
    String(log.step),
    figure(log.loss, "No log"),
    ...(evaluated ? [figure(log.evalLoss, "")] : []),
    ...metrics.map((name) => figure(log.metrics?.[name], "")),
  ];
  const hidden = logs.length - shown.first - shown.last;
  const rows =
    hidden > 1
      ? [...logs.slice(0, shown.first).map(rowOf), ["…"], ...logs.slice(-shown.last).map(rowOf)]
      : logs.map(rowOf);
  return { header: ["Step", "Training Loss", ...(evaluated ? ["Validation Loss"] : []), ...metrics], rows };
}

function memoryText({
  peakMemoryBytes: peak,
  estimatedMemoryBytes: estimate,
}: TrainingData): string | undefined {
  if (peak !== null) return `peak memory ${bytesText(peak)}`;
  return estimate == null ? undefined : `peak memory about ${bytesText(estimate)}`;
}

function summary(data: TrainingData): string {
  const facts = [
    `step ${groupDigits(data.step)} of ${groupDigits(data.maxSteps)}`,
    `epoch ${Number(data.epochs.toFixed(2))}`,
    durationText(data.elapsedSeconds),
    data.tokensPerSecond === null ? undefined : `${groupDigits(data.tokensPerSecond)} tokens/s`,
    memoryText(data),
    data.device,
  ];
  return `${data.state}: ${facts.filter(Boolean).join(", ")}`;
}

/** The table that the Trainer shows in a notebook, aligned; undefined when nothing was logged. */
export function trainingTable(logs: TrainingLog[]): string | undefined {
  const { header, rows } = table(logs, inText);
  return rows.length > 0 ? alignColumns([header, ...rows]) : undefined;
}

/** The Trainer's table, and one line about the run. */
export function trainingText(data: TrainingData): string {
  const parts = [trainingTable(data.logs), summary(data), data.message, evaluationText(data)];
  return parts.filter((part) => part !== undefined).join("\n");
}

/** "rouge1 0.371 [0.352, 0.390], …" of the evaluation that generated summaries. */
function intervalsText({ logs, evaluation }: TrainingData): string {
  const metrics = logs.findLast(({ step, metrics }) => step === evaluation!.step && metrics)?.metrics ?? {};
  const texts = Object.entries(evaluation!.intervals).map(([name, [low, high]]) => {
    const value = metrics[name] === undefined ? "" : ` ${metrics[name].toFixed(3)}`;
    return `${name}${value} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
  });
  return texts.join(", ");
}

function evaluationText(data: TrainingData): string | undefined {
  if (!data.evaluation) return undefined;
  const { step, samples } = data.evaluation;
  const lines = samples.flatMap(({ index, prediction, reference }) => [
    `  row ${index}: ${prediction || "(nothing)"}`,
    `  ${"human".padStart(`row ${index}`.length)}: ${reference}`,
  ]);
  return [`Evaluation at step ${step}: ${intervalsText(data)}`, ...lines].join("\n");
}

function evaluationHtml(data: TrainingData): Html | null {
  if (!data.evaluation) return null;
  const { step, samples } = data.evaluation;
  const rows = samples.map(({ index, prediction, reference }) => [String(index), prediction, reference]);
  const header = ["Row", "Generated", "Human"];
  return html`<p>Evaluation at step ${step}: ${intervalsText(data)}</p>${htmlTable({ header, rows, textColumns: 3 })}`;
}

function trainingHtml(data: TrainingData): Html {
  const { header, rows } = table(data.logs, inHtml);
  const message = data.message ? html`<p>${data.message}</p>` : null;
  return html`<div><b>${data.name}</b> <span style="opacity:.7">${summary(data)}</span></div>${message}${lossCurve(rowsByStep(data.logs))}${htmlTable({ header, rows, textColumns: 0 })}${evaluationHtml(data)}`;
}
