import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Hoverable, hoverSymbol } from "../display/types.js";
import { SummnbError } from "../errors.js";
import { nearest } from "../nearest.js";

export interface LoraConfigValues {
  /** Rank of the update. */
  r: number;
  /** The update is scaled by loraAlpha / r. */
  loraAlpha: number;
  /** Of the adapter's input, while training. */
  loraDropout: number;
  /** Last parts of the names of linear layers, such as "q" and "v". */
  targetModules: readonly string[];
  /** Which biases train; only "none" is supported. */
  bias: "none";
}

const defaults: LoraConfigValues = {
  r: 8,
  loraAlpha: 8,
  loraDropout: 0,
  targetModules: ["q", "v"],
  bias: "none",
};

/** Keys of PEFT's adapter_config.json that summnb reads, to their names here. */
const fileKeys: Record<keyof LoraConfigValues, string> = {
  r: "r",
  loraAlpha: "lora_alpha",
  loraDropout: "lora_dropout",
  targetModules: "target_modules",
  bias: "bias",
};

/** Keys that change what an adapter computes: with another value than this the file is refused. */
const unsupported: Record<string, unknown> = {
  use_dora: false,
  use_rslora: false,
  fan_in_fan_out: false,
  lora_bias: false,
};

/**
 * Configuration of LoRA, with PEFT's names in camelCase (Hu et al. 2021, https://arxiv.org/abs/2106.09685).
 */
export class LoraConfig implements LoraConfigValues, Hoverable {
  readonly r: number;
  readonly loraAlpha: number;
  readonly loraDropout: number;
  readonly targetModules: readonly string[];
  readonly bias: "none";

  /** @throws SummnbError naming a wrong or unknown value */
  constructor(given: Partial<LoraConfigValues> = {}) {
    for (const key of Object.keys(given))
      if (!Object.hasOwn(defaults, key))
        throw new SummnbError(
          `LoraConfig has no "${key}"${nearest(key, Object.keys(defaults), "; did you mean ", "?") || "."}`,
        );
    const values = { ...defaults, ...given };
    if (!Number.isInteger(values.r) || values.r < 1)
      throw new SummnbError(`LoRA's rank r must be a whole number from 1 on, not ${values.r}.`);
    if (!(values.loraDropout >= 0 && values.loraDropout < 1))
      throw new SummnbError(`loraDropout must be from 0 to below 1, not ${values.loraDropout}.`);
    if (!Array.isArray(values.targetModules) || values.targetModules.length === 0)
      throw new SummnbError('targetModules must name at least one layer, such as ["q", "v"].');
    if (values.bias !== "none") throw new SummnbError(`bias "${values.bias}" is not supported; use "none".`);
    this.r = values.r;
    this.loraAlpha = values.loraAlpha;
    this.loraDropout = values.loraDropout;
    this.targetModules = [...values.targetModules];
    this.bias = values.bias;
  }

  /** Factor of the update. */
  get scaling(): number {
    return this.loraAlpha / this.r;
  }

  /** Reads PEFT's adapter_config.json from an adapter's folder. */
  static fromFile(folder: string): LoraConfig {
    const file = path.join(folder, "adapter_config.json");
    if (!existsSync(file))
      throw new SummnbError(`${folder} holds no adapter_config.json, so it is not an adapter.`);
    const raw = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    if (raw.peft_type !== "LORA")
      throw new SummnbError(`${folder} holds a "${raw.peft_type}" adapter; summnb reads LoRA.`);
    for (const [key, plain] of Object.entries(unsupported))
      if ((raw[key] ?? plain) !== plain)
        throw new SummnbError(
          `${file} sets ${key} to ${JSON.stringify(raw[key])}, which summnb does not support.`,
        );
    const given = Object.entries(fileKeys).map(([name, key]) => [name, raw[key]]);
    return new LoraConfig(
      Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== null)),
    );
  }

  /** adapter_config.json as PEFT writes it. */
  toFile(baseModel: string): Record<string, unknown> {
    return {
      base_model_name_or_path: baseModel,
      bias: this.bias,
      fan_in_fan_out: false,
      inference_mode: true,
      init_lora_weights: true,
      lora_alpha: this.loraAlpha,
      lora_dropout: this.loraDropout,
      modules_to_save: null,
      peft_type: "LORA",
      r: this.r,
      target_modules: [...this.targetModules],
      task_type: "SEQ_2_SEQ_LM",
      use_dora: false,
      use_rslora: false,
    };
  }

  [hoverSymbol](): string {
    return `**LoraConfig** r ${this.r}, alpha ${this.loraAlpha} (scaling ${this.scaling}), dropout ${this.loraDropout}, targets ${this.targetModules.join(", ")}`;
  }
}
