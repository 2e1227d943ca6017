/** What the "Train LoRA" form describes: everything that its cells, its check and its run are made of. */
import type { ArgumentValue } from "./arguments/index.js";

export type ArgumentValues = Record<string, ArgumentValue>;

/** Where the rows to judge by come from; `train` holds them out of the training rows. */
export type EvalFrom = "validation" | "test" | "train";

/** How summaries are generated before and after the training; what is left out is the model's own. */
export interface PlanGeneration {
  maxNewTokens?: number;
  /** Of the whole summary, as Transformers' maxLength; instead of maxNewTokens. */
  maxLength?: number;
  minLength?: number;
  numBeams?: number;
  lengthPenalty?: number;
  earlyStopping?: boolean;
  noRepeatNgramSize?: number;
  doSample?: boolean;
  topK?: number;
}

export interface TrainPlan {
  /** Id of the preset that it began with. */
  preset: string;
  /** Folder of a model, or a Hub id such as google/flan-t5-base. */
  model: string;
  /** Of the weights; empty is what the file holds. */
  dtype: "" | "float32" | "bfloat16";
  /** Data file or folder, or a Hub id such as knkarthick/dialogsum. */
  data: string;
  /** Configuration of a Hub data set, such as 3.0.0; empty is its only one. */
  dataConfig: string;
  documentColumn: string;
  summaryColumn: string;
  /** Rows that a seeded shuffle chooses: a number, a share such as 10%, or empty for all. */
  trainRows: string;
  evalRows: string;
  evalFrom: EvalFrom;
  /** Set before each document; or, with {document} in it, the whole prompt. */
  prompt: string;
  maxSourceLength: number;
  maxTargetLength: number;
  padding: "longest" | "max_length";
  method: "lora" | "full";
  /** What differs from LoraConfig's defaults. */
  lora: ArgumentValues;
  /** What differs from the training arguments' defaults. */
  arguments: ArgumentValues;
  /** Rows to judge by that are summarized before and after the training; 0 for none. */
  compareRows: number;
  generation: PlanGeneration;
}

/** A notebook that people come from, as a plan. */
export interface PlanPreset {
  id: string;
  title: string;
  /** One sentence about what it trains. */
  description: string;
  /** What it takes, in a few words. */
  cost: string;
  plan: Partial<TrainPlan>;
}

/** Whether a prompt is a template that holds the document, and not a prefix. */
export const isTemplate = (prompt: string): boolean => prompt.includes("{document}");

const hubIdShape = /^[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)?$/;

/** Whether a text can be the id of a repository on the Hub: NAME or OWNER/NAME. */
export function isHubId(text: string): boolean {
  return (
    hubIdShape.test(text) && !text.includes("..") && !/\.(jsonl?|csv|tsv|parquet|gz|zst|zip|7z)$/.test(text)
  );
}

const rowsShape = /^(?:\d+|(?:100|\d{1,2})%)$/;

/** Undefined when a number of rows is written in a right way, else what is wrong. */
export function rowsProblem(text: string): string | undefined {
  if (text === "" || (rowsShape.test(text) && Number.parseFloat(text) > 0)) return undefined;
  return "Rows are a whole number from 1, a share such as 10%, or empty for all.";
}

export type PlanField = Exclude<keyof TrainPlan, "lora" | "arguments" | "generation" | "preset">;

/** Fields of a plan that can't be used, each with a sentence; what needs the disk or the Hub is not looked at. */
export function planProblems(plan: TrainPlan): Partial<Record<PlanField, string>> {
  const problems: Partial<Record<PlanField, string | undefined>> = {
    model: plan.model.trim() === "" ? "Choose a model's folder, or write a Hub id." : undefined,
    data: plan.data.trim() === "" ? "Choose a data file or folder, or write a Hub id." : undefined,
    documentColumn: plan.documentColumn === "" ? "Name the column that holds the documents." : undefined,
    summaryColumn: summaryProblem(plan),
    trainRows: rowsProblem(plan.trainRows),
    evalRows: rowsProblem(plan.evalRows),
    maxSourceLength: lengthProblem("documents", plan.maxSourceLength),
    maxTargetLength: lengthProblem("summaries", plan.maxTargetLength),
    compareRows:
      Number.isInteger(plan.compareRows) && plan.compareRows >= 0
        ? undefined
        : "Rows to compare are a whole number from 0.",
  };
  return Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== undefined));
}

function summaryProblem({ documentColumn, summaryColumn }: TrainPlan): string | undefined {
  if (summaryColumn === "") return "Name the column that holds the summaries.";
  return summaryColumn === documentColumn
    ? "Documents and summaries can't be the same column; choose another one."
    : undefined;
}

const lengthProblem = (what: string, tokens: number): string | undefined =>
  Number.isInteger(tokens) && tokens >= 1
    ? undefined
    : `The length of ${what} is a whole number of tokens from 1.`;

/** Names of columns that usually hold documents and summaries, the likeliest first. */
const usualColumns = {
  documentColumn: ["document", "dialogue", "article", "text", "source", "input", "body", "content", "long"],
  summaryColumn: [
    "summary",
    "highlights",
    "abstract",
    "target",
    "headline",
    "title",
    "tldr",
    "output",
    "short",
  ],
};

/** A guess at which columns hold documents and summaries; empty texts where there is none. */
export function guessColumns(
  columns: readonly string[],
): Pick<TrainPlan, "documentColumn" | "summaryColumn"> {
  const find = (names: readonly string[], other = "") =>
    names.flatMap((name) =>
      columns.filter((column) => column.toLowerCase() === name && column !== other),
    )[0] ??
    names.flatMap((name) =>
      columns.filter((column) => column.toLowerCase().includes(name) && column !== other),
    )[0] ??
    "";
  const summaryColumn = find(usualColumns.summaryColumn);
  return { documentColumn: find(usualColumns.documentColumn, summaryColumn), summaryColumn };
}
