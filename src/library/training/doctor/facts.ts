import type { CellMark } from "../../display/types.js";
import type { TrainingArgumentValues } from "../arguments/index.js";
import type { MemoryEstimate } from "../memory/estimate.js";

/** How long texts were before they were cut. */
export interface LengthFacts {
  /** Most ids of a row as it is. */
  longest: number;
  /** Rows that were cut. */
  cut: number;
  /** Ids that the cut rows lost; undefined where only their equal lengths tell that they were cut. */
  lost?: { median: number; most: number };
}

/** Indices of rows whose texts are wrong in themselves. */
export interface TextFacts {
  emptyDocuments: number[];
  emptySummaries: number[];
  /** Rows whose document and summary an earlier row has. */
  repeated: number[];
}

/** What the rows of a data set are like. Counts are of the rows that were looked at. */
export interface RowFacts {
  /** Rows of the data set. */
  rows: number;
  /** Of these looked at; else a sample. */
  examined: number;
  /** Pad tokens among the labels: in how many rows, how many, and of how many labels that count. */
  padLabels: { rows: number; labels: number; all: number };
  /** Rows without any label that counts. */
  unlabelled: number;
  /** Rows with padding and without an attention mask that hides it. */
  unmasked: number;
  inputs: LengthFacts;
  labels: LengthFacts;
  /** Different documents. */
  distinct: number;
  /** Ids that all inputs begin with; undefined where the rows are too few to tell. */
  commonLead: number | undefined;
  /** Labels of each row that count, ascending. */
  labelLengths: readonly number[];
  /** Of rows that came as texts; undefined for token ids. */
  texts?: TextFacts;
}

export interface ModelFacts {
  name: string;
  /** model_type of its configuration. */
  type: string;
  dtype: string | undefined;
  padTokenId: number;
  /** Its weights were drawn, not loaded. */
  isFresh: boolean;
  /** What its configuration puts before a document to summarize. */
  prefix: string | undefined;
}

export interface AdapterFacts {
  targets: string;
  /** Layers that it is in. */
  layers: number;
  /** Why it could not be put in. */
  problem?: string;
}

/** A part of a plan that may have to be corrected, and that a cell has made. */
export type Part = "trainer" | "arguments" | "adapter" | "training" | "evaluation";

/** What is known of a training before its first step. What is missing is not known, and no rule speaks of it. */
export interface TrainingFacts {
  model?: ModelFacts;
  arguments?: Partial<TrainingArgumentValues>;
  /** Most ids that evaluations generate, the start token counted; it is Hugging Face's default where nobody chose it. */
  evaluationLength?: { most: number; isDefault: boolean };
  adapter?: AdapterFacts;
  /** With `{document}` in the document's place; undefined for rows that came as token ids. */
  prompt?: string;
  /** The prompts that this model has generated with so far. */
  inferencePrompts?: readonly { prompt: string; sameIds: boolean; cell?: CellMark }[];
  training?: RowFacts;
  evaluation?: RowFacts;
  /** Evaluation rows whose document is in the training rows too, of how many. */
  leaked?: { rows: number; of: number };
  /** Batches are made by a collator that may change rows, such as one for pretraining. */
  hasOwnCollator?: boolean;
  /** Of the device, before the first step. */
  memory?: Pick<MemoryEstimate, "peak" | "available">;
  cells?: Partial<Record<Part, CellMark>>;
}
