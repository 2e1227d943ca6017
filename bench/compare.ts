import type { Measurement } from "./result.js";
import { alignedTable, mebibytes } from "./table.js";

/** One measurement of ours and, where there is a Python for it, the one of Hugging Face's beside it. */
export interface Pair {
  ours: Measurement;
  huggingFace: Measurement | null;
}

export interface Figures {
  tokensPerSecond: number;
  tokensPerCpuSecond: number;
  peakRssBytes: number;
  cpuSeconds: number;
  firstLoss?: number;
}

/** All pairs of one work on one model: medians, and how the ratios of tokens/s spread. */
export interface Comparison {
  model: string;
  work: string;
  pairs: number;
  ours: Figures;
  huggingFace: Figures | null;
  /** Ours to Hugging Face's real tokens a second, pair by pair; above 1 is faster. */
  ratio: { median: number; min: number; max: number; pairs: number[] } | null;
}

export function compare(model: string, work: string, pairs: readonly Pair[]): Comparison {
  const theirs = pairs.map((pair) => pair.huggingFace).filter((measurement) => measurement !== null);
  const ratios = pairs.flatMap(({ ours, huggingFace }) =>
    huggingFace ? [speed(ours) / speed(huggingFace)] : [],
  );
  return {
    model,
    work,
    pairs: pairs.length,
    ours: figures(pairs.map((pair) => pair.ours)),
    huggingFace: theirs.length ? figures(theirs) : null,
    ratio: ratios.length
      ? { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios), pairs: ratios }
      : null,
  };
}

const speed = ({ tokens, wallSeconds }: Measurement) => tokens / wallSeconds;

function figures(measurements: readonly Measurement[]): Figures {
  const { firstLoss } = measurements[0]!;
  return {
    tokensPerSecond: median(measurements.map(speed)),
    tokensPerCpuSecond: median(measurements.map(({ tokens, cpuSeconds }) => tokens / cpuSeconds)),
    peakRssBytes: Math.max(...measurements.map(({ peakRssBytes }) => peakRssBytes)),
    cpuSeconds: median(measurements.map(({ cpuSeconds }) => cpuSeconds)),
    ...(firstLoss === undefined ? {} : { firstLoss }),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const columns: [string, (row: Comparison) => string][] = [
  ["model", (row) => row.model],
  ["work", (row) => row.work],
  ["pairs", (row) => String(row.pairs)],
  ["tokens/s", (row) => row.ours.tokensPerSecond.toFixed(1)],
  ["HF", (row) => row.huggingFace?.tokensPerSecond.toFixed(1) ?? "-"],
  ["ratio", (row) => row.ratio?.median.toFixed(3) ?? "-"],
  ["min-max", (row) => (row.ratio ? `${row.ratio.min.toFixed(3)}-${row.ratio.max.toFixed(3)}` : "-")],
  ["CPU s", (row) => row.ours.cpuSeconds.toFixed(1)],
  ["HF", (row) => row.huggingFace?.cpuSeconds.toFixed(1) ?? "-"],
  ["RSS MiB", (row) => mebibytes(row.ours.peakRssBytes)],
  ["HF", (row) => (row.huggingFace ? mebibytes(row.huggingFace.peakRssBytes) : "-")],
];

/** The comparisons as an aligned table. */
export function comparisonTable(rows: readonly Comparison[]): string {
  const header = columns.map(([title]) => title);
  return alignedTable(
    header,
    rows.map((row) => columns.map(([, cell]) => cell(row))),
    2,
  );
}
