/**
 * What the Train LoRA form asks of a process that has the library, over its IPC channel: facts about a model, data and
 * a plan. Nothing of it trains or loads weights.
 */
import type { DatasetData, Finding } from "./outputs.js";

export interface MachineFacts {
  /** The preferred first. */
  devices: DeviceFacts[];
  /** Why there are none, in a sentence. */
  problem?: string;
}

export interface DeviceFacts {
  /** Such as "cuda:0", "mps" or "cpu". */
  name: string;
  /** All of its memory and what is free of it, in bytes; null where it does not tell. */
  totalBytes: number | null;
  freeBytes: number | null;
}

export interface ModelFacts {
  /** model_type of its configuration. */
  type: string;
  parameters: number;
  /** Last parts of the names of its linear layers, those that LoRA adapts by default first. */
  layers: string[];
  defaultTargets: string[];
  /** Most tokens of a source; null where positions are relative. */
  maxPositions: number | null;
  /** What its configuration puts before a document to summarize. */
  prefix: string;
}

export interface DataParams {
  data: string;
  config: string;
  /** Whether files of the Hub that are not here may be fetched. */
  mayDownload: boolean;
}

export interface DataFacts {
  /** `remote`: on the Hub, and not here. */
  state: "ready" | "remote";
  name: string;
  splits: DatasetData["splits"];
  preview?: DatasetData["preview"];
}

/** How far a download is, in bytes. */
export interface DownloadFacts {
  label: string;
  value: number;
  total: number | null;
}

export interface CheckParams {
  /** The config of `summnb train`. */
  config: Record<string, unknown>;
  /** Whether the data is here and may be read. */
  withData: boolean;
}

/** What a training will hold, in bytes. */
export interface MemoryFacts {
  weights: number;
  gradients: number;
  optimizer: number;
  activations: number;
  peak: number;
  /** What the device has for it; null where it does not tell. */
  available: number | null;
  device: string;
}

export interface PlanCheck {
  findings: Finding[];
  parameters: { trainable: number; all: number } | null;
  memory: MemoryFacts | null;
  /** How many updates there are; null while the rows are not counted. */
  steps: { total: number; perEpoch: number; rows: number } | null;
}

export const advisorMethods = {
  machine: "machine",
  model: "model",
  data: "data",
  check: "check",
  /** Notification, process to host: DownloadFacts. */
  download: "download",
} as const;
