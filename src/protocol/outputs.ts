/**
 * The payloads of summnb's rich outputs. Every renderer draws from one of these saved JSON values alone.
 *
 * A payload is an envelope `{outputId, seq, final, runId?, data}`. While a cell runs, a live output
 * changes by deltas `{outputId, seq, patch}` (at most ten a second); the saved payload is replaced at
 * the end and every five seconds. No payload holds a timestamp: a notebook that is saved twice without
 * a change must not change.
 */
import * as z from "zod/mini";

const count = z.number();
const finite = z.nullable(z.number());

/** `application/vnd.summnb.parameters.v1+json`: how many parameters a model has and trains. */
export const parametersSchema = z.object({
  /** The model's name or folder, as the user wrote it. */
  name: z.string(),
  /** Parameters of the base model, adapters not counted. */
  total: count,
  trainable: count,
  /** Base and adapters together. */
  all: count,
  /** 100 · trainable / all, unrounded. */
  percentage: z.number(),
  dtype: z.optional(z.string()),
  device: z.optional(z.string()),
  /** Bytes of all parameters at their dtype. */
  bytes: z.optional(count),
  byModule: z.array(z.object({ name: z.string(), total: count, trainable: count })),
});
export type ParametersData = z.infer<typeof parametersSchema>;

/** One row of a training log; a missing figure is null, never NaN (JSON has none). */
export const trainingLogSchema = z.object({
  step: count,
  epoch: z.number(),
  loss: finite,
  gradNorm: finite,
  learningRate: finite,
  evalLoss: z.optional(finite),
  /** Further figures of an evaluation, such as rouge1 in [0, 1]. */
  metrics: z.optional(z.record(z.string(), z.number())),
  /** Of a thinned log: how many rows were left out before this one, and the mean of their losses. */
  skipped: z.optional(z.object({ rows: count, loss: finite })),
});
export type TrainingLog = z.infer<typeof trainingLogSchema>;

/** `application/vnd.summnb.training.v1+json`: loss table and curve, live. */
export const trainingSchema = z.object({
  name: z.string(),
  state: z.enum(["running", "finished", "interrupted", "failed"]),
  step: count,
  maxSteps: count,
  epochs: z.number(),
  device: z.string(),
  elapsedSeconds: z.number(),
  /** Source and target tokens a second, padding not counted. */
  tokensPerSecond: finite,
  /** And with padding. */
  paddedTokensPerSecond: z.optional(finite),
  /** What tensors hold on the device now, and held at most since the training began, in bytes. */
  memoryBytes: z.optional(finite),
  peakMemoryBytes: finite,
  /** What that was expected to become, before the first step. */
  estimatedMemoryBytes: z.optional(finite),
  message: z.optional(z.string()),
  /** Summaries that each evaluation to come will show, so that a view can keep their place. */
  expectedSamples: z.optional(count),
  /** Of the last evaluation that generated summaries: bootstrap intervals of its metrics, and some summaries. */
  evaluation: z.optional(
    z.object({
      step: count,
      intervals: z.record(z.string(), z.tuple([z.number(), z.number()])),
      samples: z.array(z.object({ index: count, prediction: z.string(), reference: z.string() })),
    }),
  ),
  /** Thinned where there are many: `thin.ts`. */
  logs: z.array(trainingLogSchema),
});
export type TrainingData = z.infer<typeof trainingSchema>;

/** `application/vnd.summnb.summaries.v1+json`: summaries of several systems beside the reference. */
export const summariesSchema = z.object({
  /** In the order of columns; `reference` names the key of the human summaries. */
  systems: z.array(z.object({ key: z.string(), label: z.string() })),
  reference: z.string(),
  rows: z.array(
    z.object({
      index: count,
      document: z.string(),
      /** System key to its summary of this document. */
      summaries: z.record(z.string(), z.string()),
    }),
  ),
});
export type SummariesData = z.infer<typeof summariesSchema>;

/** A metric's mean with its bootstrap interval; F1 in [0, 1]. */
export const scoreSchema = z.object({
  value: z.number(),
  low: z.optional(z.number()),
  high: z.optional(z.number()),
});
export type Score = z.infer<typeof scoreSchema>;

/** `application/vnd.summnb.rouge.v1+json`: ROUGE of one or more systems with intervals. */
export const rougeSchema = z.object({
  /** Metric names in display order, such as rouge1, rouge2, rougeL, rougeLsum. */
  metrics: z.array(z.string()),
  systems: z.array(
    z.object({ key: z.string(), label: z.string(), scores: z.record(z.string(), scoreSchema) }),
  ),
  /** Paired differences `to` minus `from` with intervals of their own. */
  differences: z.array(
    z.object({ from: z.string(), to: z.string(), scores: z.record(z.string(), scoreSchema) }),
  ),
  /** Pairs that were scored. */
  count,
  /** Of the intervals, such as 0.95. */
  confidence: z.number(),
});
export type RougeData = z.infer<typeof rougeSchema>;

/** `application/vnd.summnb.dataset.v1+json`: a data set's splits and its first rows. */
export const datasetSchema = z.object({
  name: z.string(),
  splits: z.array(z.object({ name: z.string(), numRows: count, features: z.array(z.string()) })),
  preview: z.object({
    split: z.string(),
    columns: z.array(z.string()),
    /** Cell texts, in the order of columns. */
    rows: z.array(z.array(z.string())),
  }),
});
export type DatasetData = z.infer<typeof datasetSchema>;

/** `application/vnd.summnb.progress.v1+json`. */
export const progressSchema = z.object({
  label: z.string(),
  value: count,
  total: z.nullable(count),
  unit: z.optional(z.string()),
  detail: z.optional(z.string()),
});
export type ProgressData = z.infer<typeof progressSchema>;

export const findingSchema = z.object({
  rule: z.string(),
  severity: z.enum(["error", "warning", "info"]),
  message: z.string(),
  fix: z.string(),
  cellId: z.optional(z.string()),
  /** That cell as a reader finds it, such as "[5]" for the fifth that ran. */
  cell: z.optional(z.string()),
});
export type Finding = z.infer<typeof findingSchema>;

/** `application/vnd.summnb.diagnostics.v1+json`: what the training doctor found. */
export const diagnosticsSchema = z.object({ findings: z.array(findingSchema) });
export type DiagnosticsData = z.infer<typeof diagnosticsSchema>;

/** A logged step of a run. */
export const runPointSchema = z.object({ step: count, loss: finite, evalLoss: z.optional(finite) });
export type RunPoint = z.infer<typeof runPointSchema>;

/** `application/vnd.summnb.runs.v1+json`: runs side by side, or the trials of a search. */
export const runsSchema = z.object({
  title: z.string(),
  /** What the reader should know besides, in a sentence. */
  note: z.optional(z.string()),
  runs: z.array(
    z.object({
      id: z.string(),
      /** Short and different for each run, such as A or "trial 3". */
      label: z.string(),
      state: z.enum(["running", "finished", "interrupted", "failed", "died", "pruned"]),
      /** Thinned where there are many. */
      points: z.array(runPointSchema),
    }),
  ),
  /** What the runs differ in, as texts in the order of the runs; empty where a run has no such setting. */
  settings: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
  figures: z.array(
    z.object({
      name: z.string(),
      /** In the order of the runs. */
      values: z.array(finite),
      /** Which one is the best, where one can be. */
      best: z.optional(z.enum(["lowest", "highest"])),
    }),
  ),
  /** The figure whose order the runs have, best first. */
  rankedBy: z.optional(z.string()),
});
export type RunsData = z.infer<typeof runsSchema>;

/** Output kind to the schema of its data. */
export const outputSchemas = {
  parameters: parametersSchema,
  training: trainingSchema,
  summaries: summariesSchema,
  rouge: rougeSchema,
  dataset: datasetSchema,
  progress: progressSchema,
  diagnostics: diagnosticsSchema,
  runs: runsSchema,
} as const;

export type OutputKind = keyof typeof outputSchemas;

export interface OutputDataByKind {
  parameters: ParametersData;
  training: TrainingData;
  summaries: SummariesData;
  rouge: RougeData;
  dataset: DatasetData;
  progress: ProgressData;
  diagnostics: DiagnosticsData;
  runs: RunsData;
}

export const outputKinds = Object.keys(outputSchemas) as OutputKind[];

export function mimeOf(kind: OutputKind): string {
  return `application/vnd.summnb.${kind}.v1+json`;
}

/** The kind of a summnb MIME type, or undefined for any other MIME type. */
export function kindOf(mime: string): OutputKind | undefined {
  return outputKinds.find((kind) => mimeOf(kind) === mime);
}

export interface OutputPayload<K extends OutputKind = OutputKind> {
  outputId: string;
  /** Number of the last delta that is already in `data`. */
  seq: number;
  /** True once nothing will change it any more. */
  final: boolean;
  runId?: string;
  data: OutputDataByKind[K];
}

/** What a delta does to `data`: first `set` replaces keys, then `append` adds to the ends of arrays. */
export interface OutputPatch {
  set?: Record<string, unknown>;
  append?: Record<string, unknown[]>;
}

export interface OutputDelta {
  outputId: string;
  /** Follows the payload's or the previous delta's `seq` by one; a gap asks for a sync. */
  seq: number;
  patch: OutputPatch;
}

/** Reads a saved payload; throws a ZodError that names the wrong field. */
export function parsePayload<K extends OutputKind>(kind: K, value: unknown): OutputPayload<K> {
  const envelope = z.object({
    outputId: z.string(),
    seq: count,
    final: z.boolean(),
    runId: z.optional(z.string()),
    data: outputSchemas[kind] as z.ZodMiniType,
  });
  return envelope.parse(value) as OutputPayload<K>;
}

/** The data after a delta, as a new object; unknown keys of the patch are kept. */
export function applyPatch<T extends object>(data: T, patch: OutputPatch): T {
  const next: Record<string, unknown> = { ...data, ...patch.set };
  for (const [key, items] of Object.entries(patch.append ?? {})) {
    const old = next[key];
    next[key] = [...(Array.isArray(old) ? old : []), ...items];
  }
  return next as T;
}
