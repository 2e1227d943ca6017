/**
 * What a Python value is, as far as its translation depends on it: `x["train"]` is a split of a data set, a column
 * of a split or a value of a dictionary.
 */
export type Kind =
  /** Nothing is known yet, as of the items of an empty list. */
  | { type: "never" }
  /** Nothing is known. */
  | { type: "unknown" }
  | { type: SimpleType }
  | ListKind
  | { type: "dict"; value: Kind; entries?: Readonly<Record<string, Kind>>; tokens?: boolean }
  | DatasetKind
  | { type: "model"; isPeft?: boolean; origin?: string }
  | EncodingKind
  | { type: "trainer"; origin?: string }
  | FunctionKind
  /** Something importable: `path` is its full name, such as `transformers.AutoTokenizer`. */
  | { type: "symbol"; path: string }
  | { type: "dtype"; name: string };

type SimpleType =
  | "none"
  | "number"
  | "boolean"
  | "text"
  /** A value out of a data set: text most often, else what JSON can hold. */
  | "cell"
  | "tokenizer"
  | "parameter"
  | "loraConfig"
  | "arguments"
  | "collator"
  | "callback"
  | "trainResult"
  | "evaluation"
  | "generationConfig"
  | "rouge"
  | "rougeScorer"
  | "rougeScore"
  | "pipeline"
  | "device"
  | "modelConfig"
  | "trainerState";

/** Lists, tuples, arrays of numpy and tensors, which are all arrays here. */
export interface ListKind {
  type: "list";
  item: Kind;
  /** Of a tuple, each item's own. */
  items?: readonly Kind[];
  /** Arithmetic goes item by item, as with numpy. */
  isVector?: boolean;
  /** Rows of token ids that were filled to one length. */
  isPadded?: boolean;
  /** What a function with `yield` gives: it can be gone through once. */
  isIterator?: boolean;
}

/** What comes from a data set: all splits, one, some of its rows as columns, one row. */
export interface DatasetKind {
  type: "datasets" | "dataset" | "rows" | "row" | "columns";
  /** Rows hold token ids, under the names that summnb gives them. */
  tokens?: boolean;
  /** Rows have labels; undefined when that is not known. */
  labels?: boolean;
}

export interface EncodingKind {
  type: "encoding";
  /** A row a text, or one text's own fields. */
  isBatch: boolean;
  isPadded: boolean;
  hasLabels: boolean;
}

export interface FunctionKind {
  type: "function";
  /** Of what is remembered about it from one pass to the next. */
  id: string;
}

export const never: Kind = { type: "never" };
export const unknown: Kind = { type: "unknown" };
export const simple = (type: SimpleType): Kind => ({ type });
export const listOf = (item: Kind): ListKind => ({ type: "list", item });
export const dictOf = (value: Kind): Kind => ({ type: "dict", value });

const same = (a: Kind, b: Kind) => JSON.stringify(a) === JSON.stringify(b);

/** What a value is that may be either. */
export function join(a: Kind, b: Kind): Kind {
  if (a.type === "never") return b;
  if (b.type === "never" || same(a, b)) return a;
  if (a.type === "list" && b.type === "list") return joinLists(a, b);
  if (a.type === "dict" && b.type === "dict") return { type: "dict", value: join(a.value, b.value) };
  if (a.type === "model" && b.type === "model")
    return { type: "model", isPeft: a.isPeft === true && b.isPeft === true };
  if (a.type === "trainer" && b.type === "trainer") return { type: "trainer" };
  if (a.type === b.type && "tokens" in a && "tokens" in b)
    return joinDatasets(a as DatasetKind, b as DatasetKind);
  if (a.type === b.type && isDatasetKind(a) && isDatasetKind(b)) return joinDatasets(a, b);
  return unknown;
}

function joinLists(a: ListKind, b: ListKind): Kind {
  const flags = {
    ...(a.isVector && b.isVector ? { isVector: true } : {}),
    ...(a.isPadded || b.isPadded ? { isPadded: true } : {}),
  };
  return { type: "list", item: join(a.item, b.item), ...flags };
}

function joinDatasets(a: DatasetKind, b: DatasetKind): Kind {
  if ((a.tokens ?? false) !== (b.tokens ?? false)) return unknown;
  const { type, tokens } = a;
  return {
    type,
    ...(tokens ? { tokens } : {}),
    ...(a.labels === b.labels && a.labels !== undefined ? { labels: a.labels } : {}),
  };
}

const datasetTypes = new Set<string>(["datasets", "dataset", "rows", "row", "columns"]);

export function isDatasetKind(kind: Kind): kind is DatasetKind {
  return datasetTypes.has(kind.type);
}

/** What a loop over a value gives. */
export function itemOf(kind: Kind): Kind | undefined {
  switch (kind.type) {
    case "list":
      return kind.item;
    case "dataset":
      return { ...kind, type: "row" };
    case "text":
      return simple("text");
    case "cell":
      return simple("cell");
    case "dict":
      return simple("text");
    default:
      return undefined;
  }
}

/** How messages call it. */
const descriptions: Partial<Record<Kind["type"], string>> = {
  never: "a value that no cell gives",
  unknown: "a value of which nothing is known",
  none: "None",
  number: "a number",
  boolean: "True or False",
  text: "a text",
  cell: "a value of a data set",
  list: "a list",
  dict: "a dictionary",
  datasets: "a DatasetDict",
  dataset: "a Dataset",
  rows: "rows of a Dataset",
  row: "a row of a Dataset",
  columns: "a batch of a Dataset",
  model: "a model",
  encoding: "what a tokenizer gives",
  trainer: "a Trainer",
  function: "a function",
  symbol: "an import",
  dtype: "a dtype",
  tokenizer: "a tokenizer",
  parameter: "a parameter",
  loraConfig: "a LoraConfig",
  arguments: "training arguments",
  trainResult: "the result of train()",
  evaluation: "the result of evaluate()",
  generationConfig: "a GenerationConfig",
  rouge: "a ROUGE metric",
  rougeScorer: "a RougeScorer",
  rougeScore: "a ROUGE score",
  pipeline: "a pipeline",
  device: "a device",
  modelConfig: "a model's config",
};

export const describe = (kind: Kind): string => descriptions[kind.type] ?? kind.type;
