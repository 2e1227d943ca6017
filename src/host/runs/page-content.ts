/** What the page of one run, or of several side by side, shows; all from the run store. */
import path from "node:path";
import {
  mimeOf,
  type OutputDataByKind,
  type OutputKind,
  type RunPageContent,
  type RunPageSection,
  type SummariesData,
  type TrainingData,
  type TrainingLog,
  thinLogs,
} from "../../protocol/index.js";
import {
  type MetricsLine,
  runsData,
  type StoredRun,
  type SummaryLine,
  settingsOf,
} from "../../runs/index.js";
import { l10n } from "../l10n.js";
import type { RunEntry } from "./cache.js";
import { newestFigures } from "./figures.js";
import { checkpointsOf } from "./nodes.js";
import { resumeFolder } from "./resume.js";
import { agoText, countText, durationText, figureText, secondsOf, stateNames } from "./text.js";

/** Rows that a page gets of one log: more than a notebook's file holds, because nothing keeps them. */
const mostLogs = 10_000;
const mostSummaries = 50;

/** Lines of another program, or of a later version, may lack what a log needs. */
function logOf(line: MetricsLine): TrainingLog | undefined {
  const number = (value: unknown) => (typeof value === "number" ? value : null);
  const step = number(line.step);
  if (step === null) return undefined;
  const { evalLoss, metrics } = line as Partial<TrainingLog>;
  return {
    step,
    epoch: number(line.epoch) ?? 0,
    loss: number(line.loss),
    gradNorm: number(line.gradNorm),
    learningRate: number(line.learningRate),
    ...(typeof evalLoss === "number" ? { evalLoss } : {}),
    ...(metrics ? { metrics } : {}),
  };
}

/** A run as the training renderer draws it. */
export function trainingData(run: StoredRun, now = Date.now()): TrainingData {
  const { record, metrics, summaries } = run;
  const logs = metrics.map(logOf).filter((log) => log !== undefined);
  const step = logs.at(-1)?.step ?? 0;
  const evaluated = metrics.findLast(({ intervals }) => intervals !== undefined);
  const evaluation = evaluated && {
    step: Number(evaluated.step),
    intervals: evaluated.intervals as Record<string, [number, number]>,
    samples: summariesAt(summaries, Number(evaluated.step))
      .slice(0, 3)
      .map(({ index, prediction, reference }) => ({ index, prediction, reference: reference ?? "" })),
  };
  // A process that died says nothing of it.
  const died =
    record.state === "died" ? l10n.t("The process that trained it ended without a word.") : undefined;
  const message = record.message ?? died;
  return {
    name: record.name,
    state: record.state === "died" ? "failed" : record.state,
    step,
    maxSteps: record.maxSteps ?? step,
    epochs: logs.at(-1)?.epoch ?? 0,
    device: record.device ?? l10n.t("unknown device"),
    elapsedSeconds: secondsOf(record, now) ?? 0,
    tokensPerSecond: null,
    peakMemoryBytes: null,
    ...(message === undefined ? {} : { message }),
    ...(evaluation ? { evaluation } : {}),
    logs: thinLogs(logs, mostLogs),
  };
}

/** Of one evaluation, in the order of its data set. */
function summariesAt(summaries: readonly SummaryLine[], step: number): SummaryLine[] {
  return summaries.filter((line) => (line.step ?? 0) === step).sort((a, b) => a.index - b.index);
}

function summariesData(summaries: readonly SummaryLine[]): SummariesData | undefined {
  const last = summaries.at(-1);
  if (!last) return undefined;
  return {
    systems: [
      { key: "reference", label: l10n.t("Reference") },
      { key: "prediction", label: l10n.t("Step {0}", countText(last.step ?? 0)) },
    ],
    reference: "reference",
    rows: summariesAt(summaries, last.step ?? 0)
      .slice(0, mostSummaries)
      .map(({ index, document = "", reference = "", prediction }) => ({
        index,
        document,
        summaries: { reference, prediction },
      })),
  };
}

function output<K extends OutputKind>(kind: K, data: OutputDataByKind[K], final: boolean): RunPageSection {
  return { type: "output", key: mimeOf(kind), kind, payload: { outputId: kind, seq: 0, final, data } };
}

function table(title: string, rows: [string, string][]): RunPageSection[] {
  return rows.length > 0 ? [{ type: "table", key: title, title, rows }] : [];
}

export function runPage(entry: RunEntry, stored: StoredRun, now?: number): RunPageContent {
  const { record } = entry;
  const seconds = secondsOf(record, now);
  const summaries = summariesData(stored.summaries);
  const figures = [...newestFigures(stored.metrics, record.results).values()];
  const settings = [...settingsOf(record)].filter(([, value]) => value !== "null" && value !== "");
  return {
    title: record.name,
    folders: [entry.folder],
    facts: [
      stateNames[record.state],
      l10n.t("started {0}", agoText(record.startedAt, now)),
      ...(seconds === undefined ? [] : [`${durationText(seconds)}`]),
      ...(record.device ? [l10n.t("on {0}", record.device)] : []),
      ...(record.model ? [record.model.name] : []),
      ...(record.source ? [path.basename(record.source.file)] : []),
      record.id,
    ],
    actions: [
      ...(record.source ? (["notebook"] as const) : []),
      "reveal",
      ...(resumeFolder(entry) ? (["resume"] as const) : []),
    ],
    sections: [
      output("training", trainingData(stored, now), record.state !== "running"),
      ...(summaries ? [output("summaries", summaries, true)] : []),
      ...table(
        l10n.t("Figures"),
        figures.map((figure) => [figure.name, figureText(figure)]),
      ),
      ...table(l10n.t("Model"), modelRows(entry)),
      ...table(
        l10n.t("Checkpoints"),
        checkpointsOf(entry).map(({ step, folder }) => [l10n.t("step {0}", countText(step)), folder]),
      ),
      ...table(l10n.t("Settings"), settings),
    ],
  };
}

function modelRows({ record: { model, datasets = {} } }: RunEntry): [string, string][] {
  const rows = Object.entries(datasets).map(([split, { name, rows: count }]): [string, string] => [
    l10n.t("{0} data", split),
    l10n.t("{0}, {1} rows", name ?? l10n.t("tokenized rows"), countText(count)),
  ]);
  if (!model) return rows;
  const { total, trainable } = model.parameters;
  const share = total > 0 ? ` (${((100 * trainable) / total).toFixed(2)}%)` : "";
  return [
    ["model", `${model.name}${model.type ? ` (${model.type})` : ""}`],
    ["parameters", l10n.t("{0} of {1} train{2}", countText(trainable), countText(total), share)],
    ...rows,
  ];
}

/** Runs side by side, drawn by the `runs` renderer. */
export function comparisonPage(runs: readonly StoredRun[]): RunPageContent {
  const data = runsData(runs);
  const running = runs.some(({ record }) => record.state === "running");
  return {
    title: data.title,
    folders: runs.map(({ folder }) => folder),
    facts: runs.map(({ record }) => record.name),
    actions: [],
    sections: [output("runs", data, !running)],
  };
}
