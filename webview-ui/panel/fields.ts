/** The fields of the form, in order, and how a field's text becomes its value. */
import type { TrainLoraField, TrainLoraValues } from "../../src/protocol/panel.js";

type Parsed<V> = { value: V; message?: undefined } | { value?: undefined; message: string };

export interface FieldSpec<K extends TrainLoraField = TrainLoraField> {
  key: K;
  label: string;
  hint: string;
  /** Fields of one group stand side by side. */
  group: "Model and data" | "LoRA" | "Training";
  wide?: boolean;
  browse?: boolean;
  parse(text: string): Parsed<TrainLoraValues[K]>;
}

function field<K extends TrainLoraField>(spec: FieldSpec<K>): FieldSpec<K> {
  return spec;
}

const text =
  (message: string) =>
  (input: string): Parsed<string> =>
    input.trim() ? { value: input.trim() } : { message };

function number(accepts: (value: number) => boolean, message: string) {
  return (input: string): Parsed<number> => {
    const value = input.trim() === "" ? Number.NaN : Number(input.trim().replace(",", "."));
    return Number.isFinite(value) && accepts(value) ? { value } : { message };
  };
}

const wholeNumber = (name: string) =>
  number((value) => Number.isInteger(value) && value >= 1, `${name} must be a whole number of at least 1.`);

function names(input: string): Parsed<string[]> {
  const value = input.split(/[\s,+]+/).filter(Boolean);
  return value.length ? { value } : { message: "Name at least one module, such as q." };
}

export const fields = [
  field({
    key: "model",
    label: "Model",
    hint: "Folder of a model, or a Hub id such as google/flan-t5-base",
    group: "Model and data",
    wide: true,
    browse: true,
    parse: text("Choose a model's folder or write a Hub id."),
  }),
  field({
    key: "data",
    label: "Data",
    hint: "Data file or folder, or a Hub id such as knkarthick/dialogsum",
    group: "Model and data",
    wide: true,
    browse: true,
    parse: text("Choose a data file or folder, or write a Hub id."),
  }),
  field({
    key: "documentColumn",
    label: "Document column",
    hint: "The text to summarize",
    group: "Model and data",
    parse: text("Name the column that holds the documents."),
  }),
  field({
    key: "summaryColumn",
    label: "Summary column",
    hint: "The summary to learn",
    group: "Model and data",
    parse: text("Name the column that holds the summaries."),
  }),
  field({
    key: "r",
    label: "Rank r",
    hint: "Width of the adapters",
    group: "LoRA",
    parse: wholeNumber("The rank"),
  }),
  field({
    key: "loraAlpha",
    label: "Alpha",
    hint: "Scale: alpha / r",
    group: "LoRA",
    parse: number((value) => value > 0, "Alpha must be a number greater than 0."),
  }),
  field({
    key: "loraDropout",
    label: "Dropout",
    hint: "From 0 to below 1",
    group: "LoRA",
    parse: number((value) => value >= 0 && value < 1, "Dropout must be at least 0 and less than 1."),
  }),
  field({
    key: "targetModules",
    label: "Target modules",
    hint: "Names such as q, v",
    group: "LoRA",
    parse: names,
  }),
  field({
    key: "learningRate",
    label: "Learning rate",
    hint: "Often 1e-4 to 1e-3",
    group: "Training",
    parse: number((value) => value > 0, "The learning rate must be a number greater than 0, such as 5e-4."),
  }),
  field({
    key: "maxSteps",
    label: "Steps",
    hint: "Updates of the weights",
    group: "Training",
    parse: wholeNumber("The number of steps"),
  }),
  field({
    key: "perDeviceTrainBatchSize",
    label: "Batch size",
    hint: "Rows of one update",
    group: "Training",
    parse: wholeNumber("The batch size"),
  }),
] as const satisfies readonly FieldSpec[];

/** A value as the form's text; small learning rates as 5e-4. */
export function fieldText(value: TrainLoraValues[TrainLoraField]): string {
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "number" && value > 0 && value < 0.01)
    return value.toExponential().replace("e-0", "e-");
  return String(value);
}

export type FieldTexts = Record<TrainLoraField, string>;

/** All values, or the message of each field that has none. */
export function parseFields(
  texts: FieldTexts,
): { values: TrainLoraValues; messages?: undefined } | { values?: undefined; messages: Partial<FieldTexts> } {
  const values: Partial<Record<TrainLoraField, unknown>> = {};
  const messages: Partial<FieldTexts> = {};
  for (const { key, parse } of fields) {
    const { value, message } = parse(texts[key]);
    if (message === undefined) values[key] = value;
    else messages[key] = message;
  }
  return Object.keys(messages).length ? { messages } : { values: values as unknown as TrainLoraValues };
}
