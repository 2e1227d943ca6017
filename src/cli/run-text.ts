import { durationText } from "../library/display/figures.js";
import { trainingTable } from "../library/display/index.js";
import { alignColumns, cut } from "../library/display/text.js";
import { trainingDefaults } from "../library/training/index.js";
import type { TrainingLog } from "../protocol/index.js";
import { type RunRecord, type StoredRun, settingsOf } from "../runs/index.js";

const missing = "–";

/** A figure of `results`, rounded. */
function resultText(value: unknown): string {
  return typeof value === "number" ? value.toPrecision(5) : missing;
}

function duration({ startedAt, finishedAt }: RunRecord): string {
  return finishedAt === undefined
    ? missing
    : durationText((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
}

const stateOf = ({ state, search }: RunRecord): string => (search?.pruned ? "pruned" : state);

/** A line a run, the newest last. */
export function listText(records: readonly RunRecord[], folder: string): string {
  if (records.length === 0) return `There are no runs in ${folder}.`;
  const header = ["run", "state", "train loss", "eval loss", "took", "device"];
  const rows = records.map((record) => [
    record.id,
    stateOf(record),
    resultText(record.results.trainLoss),
    resultText(record.results.evalLoss),
    duration(record),
    record.device ?? missing,
  ]);
  return alignColumns([header, ...rows], [0, 1, 5]);
}

/** All that is known of one run. */
export function showText({ record, metrics, summaries, folder }: StoredRun): string {
  const took = record.finishedAt === undefined ? "" : `, took ${duration(record)}`;
  const head = [
    `${record.id}: ${stateOf(record)}${record.message ? `. ${record.message}` : ""}`,
    `Started ${record.startedAt}${took}; in ${folder}`,
  ];
  const changed = [...settingsOf(record)].filter(([name, value]) => !isDefault(name, value));
  const results = Object.entries(record.results).filter(([, value]) => value !== null);
  const parts = [
    head.join("\n"),
    `Settings (training arguments where they are not the defaults)\n${pairs(changed)}`,
    trainingTable(metrics.filter(isLog)),
    results.length > 0
      ? `Results\n${pairs(results.map(([name, value]) => [name, JSON.stringify(value)]))}`
      : undefined,
    summaries.length > 0 ? `Summaries of its evaluations, in its folder: ${summaries.length}.` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join("\n\n");
}

function isDefault(name: string, value: string): boolean {
  if (name === "seed" || name === "device" || !Object.hasOwn(trainingDefaults, name)) return false;
  const usual: unknown = trainingDefaults[name as keyof typeof trainingDefaults];
  return value === (typeof usual === "string" ? usual : JSON.stringify(usual));
}

function pairs(entries: readonly (readonly [string, string])[]): string {
  return alignColumns(
    entries.map(([name, value]) => [`  ${name}`, cut(value, 70)]),
    [0, 1],
  );
}

/** Lines of another program, or of a later version, may lack what the table needs. */
function isLog(line: Record<string, unknown>): line is TrainingLog & Record<string, unknown> {
  return typeof line.step === "number" && "loss" in line;
}
