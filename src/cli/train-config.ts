import { readFileSync } from "node:fs";
import * as z from "zod/mini";
import { SummnbError } from "../library/errors.js";
import { nearest } from "../library/nearest.js";
import type { LoraConfigValues } from "../library/peft/index.js";
import type { TrainingArgumentInputs } from "../library/training/index.js";
import { requireFile } from "./lines.js";

const positive = z.int().check(z.gte(1));
const text = z.string();
const open = z.record(z.string(), z.unknown());

/** Files by split; or, with `name`, splits or parts of them (train[:10%]) of a local or Hub data set. */
const dataset = z.strictObject({
  name: z.optional(text),
  config: z.optional(text),
  revision: z.optional(text),
  alias: z.optional(z.boolean()),
  train: z.optional(text),
  validation: z.optional(text),
  test: z.optional(text),
  documentColumn: z.optional(text),
  summaryColumn: z.optional(text),
});

/** The keys of design and API; what is in `lora` and `arguments` is checked by the library's own classes. */
const config = z.strictObject({
  model: text,
  dataset: z.union([text, dataset]),
  sourcePrefix: z.optional(text),
  promptTemplate: z.optional(text),
  maxSourceLength: z.optional(positive),
  maxTargetLength: z.optional(positive),
  padding: z.optional(z.enum(["longest", "max_length"])),
  dropout: z.optional(z.number().check(z.gte(0), z.lt(1))),
  dtype: z.optional(z.enum(["float32", "bfloat16", "float64"])),
  lora: z.optional(open),
  arguments: z.optional(open),
});

export type DatasetConfig = z.infer<typeof dataset>;

export interface TrainConfig extends Omit<z.infer<typeof config>, "lora" | "arguments"> {
  lora?: Partial<LoraConfigValues>;
  arguments?: TrainingArgumentInputs;
}

/** Keys that a part of the config may have, to suggest one for a wrong key. */
const keysOf: Record<string, readonly string[]> = {
  "": Object.keys(config.shape),
  dataset: Object.keys(dataset.shape),
};

/** Reads CONFIG.json; a SummnbError names what is wrong in it, and the nearest right key. */
export function readTrainConfig(file: string): TrainConfig {
  const value = readConfigFile(file);
  if ("search" in value)
    throw new SummnbError(
      `${file} is the config of a search: run \`summnb search\`, or take "search" out of it.`,
    );
  return checkTrainConfig(value, file);
}

/** The config's object, of which nothing is checked yet. */
export function readConfigFile(file: string): Record<string, unknown> {
  requireFile(file);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new SummnbError(`${file} is no valid JSON (${(error as Error).message}).`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new SummnbError(`${file} is no training config: it must hold an object.`);
}

/** @throws SummnbError as `readTrainConfig` */
export function checkTrainConfig(value: Record<string, unknown>, file: string): TrainConfig {
  const parsed = z.safeParse(config, value);
  if (!parsed.success) {
    // A mistyped key is the cause of the missing one.
    const { issues } = parsed.error;
    const cause = issues.find((issue) => issue.code === "unrecognized_keys") ?? issues[0]!;
    throw new SummnbError(`${file} is no training config: ${describe(cause)}`);
  }
  if (parsed.data.sourcePrefix !== undefined && parsed.data.promptTemplate !== undefined)
    throw new SummnbError(`${file} has both sourcePrefix and promptTemplate: keep the one that is meant.`);
  checkDataset(parsed.data.dataset, file);
  return parsed.data as TrainConfig;
}

function checkDataset(data: string | DatasetConfig, file: string): void {
  if (typeof data === "string" || data.name !== undefined) return;
  const nameless = (["config", "revision", "alias"] as const).find((key) => data[key] !== undefined);
  if (nameless !== undefined)
    throw new SummnbError(
      `${file} is no training config: "dataset.${nameless}" is for a data set that has a "name".`,
    );
  if (data.train === undefined)
    throw new SummnbError(
      `${file} is no training config: "dataset.train" is wrong or missing (give a file, or the "name" of a data set).`,
    );
}

function describe(issue: z.core.$ZodIssue): string {
  // A data set is a text or an object: what is wrong inside the object says more than "neither".
  if (issue.code === "invalid_union") {
    const inner = issue.errors
      .flat()
      .find((error) => error.path.length > 0 || error.code === "unrecognized_keys");
    if (inner) return describe({ ...inner, path: [...issue.path, ...inner.path] });
  }
  const place = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    const hint = nearest(key, keysOf[place] ?? [], "; did you mean ", "?") || ".";
    return `${place === "" ? "it has" : `"${place}" has`} an unknown key "${key}"${hint}`;
  }
  return `"${place}" is wrong or missing (${issue.message}).`;
}
