/** PEFT's adapter_config.json: what summnb reads of it, what it refuses, and how it is written. */
import { readFileSync } from "node:fs";
import { SummnbError } from "../errors.js";
import type { LoraConfigValues } from "./configValues.js";
import { pythonJson } from "./pythonJson.js";

/** adapter_config.json as it stands, unknown keys and all. */
export type AdapterFile = Readonly<Record<string, unknown>>;

/** The version of PEFT whose format is written. */
const peftVersion = "0.21.0";

/** Names in a file of what a LoraConfig holds. */
const fileKeys: Record<keyof LoraConfigValues, string> = {
  r: "r",
  loraAlpha: "lora_alpha",
  loraDropout: "lora_dropout",
  targetModules: "target_modules",
  excludeModules: "exclude_modules",
  bias: "bias",
  modulesToSave: "modules_to_save",
  rankPattern: "rank_pattern",
  alphaPattern: "alpha_pattern",
  layersToTransform: "layers_to_transform",
  layersPattern: "layers_pattern",
  useRslora: "use_rslora",
  useDora: "use_dora",
  initLoraWeights: "init_lora_weights",
};

/** What PEFT writes for what summnb has not. */
const otherKeys: Record<string, unknown> = {
  alora_invocation_tokens: null,
  arrow_config: null,
  auto_mapping: null,
  corda_config: null,
  ensure_weight_tying: false,
  eva_config: null,
  fan_in_fan_out: false,
  inference_mode: true,
  kasa_config: null,
  layer_replication: null,
  loftq_config: {},
  lora_bias: false,
  lora_ga_config: null,
  megatron_config: null,
  megatron_core: "megatron.core",
  monteclora_config: null,
  peft_type: "LORA",
  peft_version: peftVersion,
  qalora_group_size: 16,
  revision: null,
  target_parameters: null,
  task_type: "SEQ_2_SEQ_LM",
  trainable_token_indices: null,
  use_bdlora: null,
  use_qalora: false,
  velora_config: null,
};

/** Keys that change what an adapter computes or where it sits: a file that sets one is refused. */
const refused = [
  "alora_invocation_tokens",
  "arrow_config",
  "ensure_weight_tying",
  "kasa_config",
  "layer_replication",
  "lora_bias",
  "megatron_config",
  "monteclora_config",
  "target_parameters",
  "trainable_token_indices",
  "use_bdlora",
  "use_qalora",
  "velora_config",
];

/** Ways to begin that leave the base model as it is, so that an adapter that began so can be read. */
const harmlessInits = ["eva", "orthogonal"];

const isSet = (value: unknown) =>
  Boolean(value) && !(typeof value === "object" && Object.keys(value as object).length === 0);

export function readAdapterFile(file: string): AdapterFile {
  let raw: unknown;
  try {
    raw = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new SummnbError(`${file} is not valid JSON (${(error as Error).message}).`);
  }
  if (typeof raw !== "object" || raw === null || Array.isArray(raw))
    throw new SummnbError(`${file} must hold a JSON object.`);
  return raw as AdapterFile;
}

/** @throws SummnbError naming what summnb does not compute */
export function parseAdapterFile(raw: AdapterFile, file: string): Partial<LoraConfigValues> {
  if (raw.peft_type !== "LORA")
    throw new SummnbError(`${file} describes a "${raw.peft_type}" adapter; summnb reads LoRA.`);
  for (const key of refused)
    if (isSet(raw[key]))
      throw new SummnbError(
        `${file} sets ${key} to ${JSON.stringify(raw[key])}, which summnb does not support.`,
      );
  const init = raw.init_lora_weights;
  if (["corda", "loftq", "lora_ga", "mica"].includes(init as string))
    throw new SummnbError(
      `${file} sets init_lora_weights to "${init}", for which PEFT changes the base model in a way that summnb does not repeat; convert the adapter to plain LoRA in PEFT first.`,
    );
  const given = Object.entries(fileKeys).map(([name, key]) => [name, raw[key]]);
  const values = Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== null));
  return harmlessInits.includes(init as string) ? { ...values, initLoraWeights: true } : values;
}

/** The text of a file: what a file that was read said, else PEFT's defaults, with what summnb knows. */
export function writtenConfig(values: LoraConfigValues, baseModel: string, file?: AdapterFile): string {
  const own = Object.fromEntries(Object.entries(fileKeys).map(([name, key]) => [key, values[name as never]]));
  const written: Record<string, unknown> = file
    ? { ...file, target_modules: own.target_modules, inference_mode: true }
    : { ...otherKeys, ...own };
  written.base_model_name_or_path = file?.base_model_name_or_path ?? baseModel;
  return pythonJson(written, ["lora_dropout"]);
}
