/** Functions that an imported notebook defines for itself, where it needs them. */
export type HelperName = keyof typeof helpers;

interface Helper {
  /** What it imports from summnb. */
  imports: readonly string[];
  source: string;
}

export const helpers = {
  zip: {
    imports: ["range"],
    source: `/** Python's zip: the first items of each list, then the second ones, as many as the shortest has. */
function zip(...lists: any[][]): any[][] {
  return range(Math.min(...lists.map((list) => list.length))).map((index) => lists.map((list) => list[index]));
}`,
  },
  mapInTurn: {
    imports: [],
    source: `/** A list comprehension whose items have to be waited for: one after the other. */
async function mapInTurn<T, R>(items: Iterable<T>, change: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await change(item));
  return results;
}`,
  },
  mean: {
    imports: [],
    source: `function mean(values: number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}`,
  },
  sorted: {
    imports: [],
    source: `/** Python's sorted: a new list, in the order of what \`key\` gives. */
function sorted<T>(items: T[], key: (item: T) => any = (item) => item, reverse = false): T[] {
  const order = items.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  return reverse ? order.reverse() : order;
}`,
  },
  rowsOf: {
    imports: ["range"],
    source: `/** Columns, which are lists of one length, as rows. */
function rowsOf(columns: Record<string, any[]>): Record<string, any>[] {
  const length = Object.values(columns)[0]?.length ?? 0;
  return range(length).map((index) =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[index]])),
  );
}`,
  },
  camelCaseKeys: {
    imports: [],
    source: `/** Options under Python's names, as summnb calls them. */
function camelCaseKeys(options: Record<string, any>): Record<string, any> {
  const rename = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [rename(name), value]));
}`,
  },
  trainableAndAll: {
    imports: ["countParameters"],
    source: `/** PEFT's get_nb_trainable_parameters. */
function trainableAndAll(model: any): [trainable: number, all: number] {
  const { trainable, all } = countParameters(model);
  return [trainable, all];
}`,
  },
  RougeMetric: {
    imports: ["defaultRougeMetrics", "evaluateRouge"],
    source: `/** The metric that \`evaluate.load("rouge")\` gives: means of F1, from 0 to 1. */
class RougeMetric {
  private predictions: string[] = [];
  private references: string[] = [];

  add({ prediction, reference }: { prediction: string; reference: string }) {
    this.addBatch({ predictions: [prediction], references: [reference] });
  }

  addBatch({ predictions, references }: { predictions: string[]; references: string[] }) {
    this.predictions.push(...predictions);
    this.references.push(...references);
  }

  compute(options: any = {}): Record<string, number> {
    const { scores, metrics } = this.evaluate(options);
    return Object.fromEntries(metrics.map((metric: string) => [metric, scores[metric]]));
  }

  /** The F1 of each pair. */
  computeEach(options: any = {}): Record<string, number[]> {
    const { scores, metrics } = this.evaluate(options);
    const each = (metric: string) => scores.pairs.map((pair: any) => pair[metric].fmeasure);
    return Object.fromEntries(metrics.map((metric: string) => [metric, each(metric)]));
  }

  private evaluate({ predictions = [], references = [], metrics = defaultRougeMetrics, ...options }: any) {
    this.addBatch({ predictions, references });
    const scores: any = evaluateRouge({ predictions: this.predictions, references: this.references, metrics, ...options });
    this.predictions = [];
    this.references = [];
    return { scores, metrics };
  }
}`,
  },
  summarizationPipeline: {
    imports: ["AutoModelForSeq2SeqLM", "AutoTokenizer", "GenerationConfig"],
    source: `/** Transformers' pipeline("summarization"): texts to [{ summary_text }], with what the model's config says of the task. */
async function summarizationPipeline({ model, tokenizer, key = "summary_text", ...usual }: any) {
  const found = typeof model === "string" ? await AutoModelForSeq2SeqLM.fromPretrained(model) : model;
  const words =
    typeof tokenizer === "object" ? tokenizer : await AutoTokenizer.fromPretrained(tokenizer ?? (typeof model === "string" ? model : model.name));
  const { prefix = "", ...task }: any = found.config.task_specific_params?.summarization ?? {};
  return async (texts: string | string[], options: any = {}): Promise<Record<string, string>[]> => {
    const { truncation = false, ...asked } = { ...usual, ...options };
    const sources = await words.encodeBatch([texts].flat().map((text) => prefix + text), { truncation });
    const generationConfig = GenerationConfig.fromRaw(task, "task_specific_params.summarization");
    const ids = await found.generate(sources, { generationConfig, ...asked });
    return (await words.batchDecode(ids, { skipSpecialTokens: true })).map((text: string) => ({ [key]: text }));
  };
}`,
  },
} as const satisfies Record<string, Helper>;

/** Names that helpers take in a notebook. */
export const helperNames = Object.keys(helpers) as HelperName[];
