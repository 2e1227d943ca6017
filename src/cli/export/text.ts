import { bytesText } from "../../library/display/figures.js";
import { alignColumns } from "../../library/display/text.js";
import type { ExportCheck, ExportResult } from "../../library/onnx/export/index.js";
import type { MergeReport } from "../../library/peft/index.js";

/** What `summnb export` did, for people. */
export interface Exported {
  /** Without a folder it went on to be exported. */
  merged: { folder: string | null; report: MergeReport; rows: number } | null;
  onnx: (ExportResult & { check: ExportCheck | null }) | null;
}

const points = (score: number) => (100 * score).toFixed(2);

function mergedText({ merged }: Exported): string[] {
  if (!merged) return [];
  const { folder, report, rows } = merged;
  const { adapters, layers, largestLogitDifference: difference } = report;
  return [
    `Merged ${adapters.join(", ")} into ${layers} layers in float32${folder === null ? "." : `: ${folder}`}`,
    difference === null
      ? "The logits were not compared."
      : `Largest difference of a logit from the model with its adapter, on ${rows} rows: ${difference.toExponential(2)}`,
  ];
}

function rougeText({ rows, same, before, after, loss }: NonNullable<ExportCheck["rouge"]>): string[] {
  const metrics = Object.keys(before) as (keyof typeof before)[];
  const signed = (value: number) => (value > 0 ? "-" : "+") + points(Math.abs(value));
  const table = metrics.map((metric) => [
    `  ${metric}`,
    points(before[metric]),
    points(after[metric]),
    signed(loss[metric]),
  ]);
  return [
    `ROUGE on ${rows} rows, greedy, stemmed F1 (${same} summaries are the same ids):`,
    alignColumns([["", "before", "exported", "change"], ...table], [0]),
  ];
}

function onnxText({ onnx }: Exported): string[] {
  if (!onnx) return [];
  const { folder, dtype, files, check } = onnx;
  const models = files.filter(({ name }) => /\.onnx(_data)?$/.test(name));
  return [
    `Exported to ${folder} in ${dtype}:`,
    alignColumns(
      models.map(({ name, bytes }) => [`  ${name}`, bytesText(bytes)]),
      [0],
    ),
    ...(check
      ? [
          `Largest difference of a logit on ${check.logitRows} rows: ${check.largestLogitDifference.toExponential(2)}`,
        ]
      : []),
    ...(check?.rouge ? rougeText(check.rouge) : []),
  ];
}

export const exportText = (exported: Exported): string =>
  [...mergedText(exported), ...onnxText(exported)].join("\n");
