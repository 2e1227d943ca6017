/** Checks the form's values before a notebook is made of them. */
import type { TrainLoraField, TrainLoraValues } from "../../protocol/panel.js";

export interface InvalidField {
  field: TrainLoraField;
  message: string;
}

const hubId = /^[\w.-]+\/[\w.-]+$/;

interface Rule {
  field: TrainLoraField;
  ok(values: TrainLoraValues): boolean;
  message: string;
}

const positiveInteger = (value: number) => Number.isInteger(value) && value > 0;

const rules: Rule[] = [
  { field: "model", ok: ({ model }) => model.trim() !== "", message: "Choose a model's folder or a Hub id." },
  {
    field: "data",
    ok: ({ data }) => data.trim() !== "",
    message: "Choose a data file, a folder or a Hub id.",
  },
  {
    field: "documentColumn",
    ok: ({ documentColumn }) => documentColumn.trim() !== "",
    message: "Name the column with the documents.",
  },
  {
    field: "summaryColumn",
    ok: ({ summaryColumn, documentColumn }) =>
      summaryColumn.trim() !== "" && summaryColumn !== documentColumn,
    message: "Name the column with the summaries; it differs from the documents' one.",
  },
  { field: "r", ok: ({ r }) => positiveInteger(r), message: "The rank is a whole number from 1." },
  { field: "loraAlpha", ok: ({ loraAlpha }) => loraAlpha > 0, message: "Alpha is greater than 0." },
  {
    field: "loraDropout",
    ok: ({ loraDropout }) => loraDropout >= 0 && loraDropout < 1,
    message: "Dropout is at least 0 and less than 1.",
  },
  {
    field: "targetModules",
    ok: ({ targetModules }) => targetModules.length > 0,
    message: "Name at least one module, such as q.",
  },
  {
    field: "learningRate",
    ok: ({ learningRate }) => learningRate > 0,
    message: "The learning rate is greater than 0.",
  },
  {
    field: "maxSteps",
    ok: ({ maxSteps }) => positiveInteger(maxSteps),
    message: "Steps are a whole number from 1.",
  },
  {
    field: "perDeviceTrainBatchSize",
    ok: ({ perDeviceTrainBatchSize }) => positiveInteger(perDeviceTrainBatchSize),
    message: "The batch size is a whole number from 1.",
  },
];

/**
 * The first field that can't be used. `exists` tells whether a path, as the form holds it, is there;
 * something of the shape owner/name that isn't there may be a Hub id and passes.
 */
export async function findInvalid(
  values: TrainLoraValues,
  exists: (path: string) => Promise<boolean>,
): Promise<InvalidField | undefined> {
  const broken = rules.find((rule) => !rule.ok(values));
  if (broken) return { field: broken.field, message: broken.message };
  for (const field of ["model", "data"] as const)
    if (!hubId.test(values[field]) && !(await exists(values[field])))
      return { field, message: `There is no file or folder “${values[field]}”.` };
  return undefined;
}
