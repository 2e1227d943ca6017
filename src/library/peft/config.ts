import { existsSync } from "node:fs";
import path from "node:path";
import { type Hoverable, hoverSymbol } from "../display/types.js";
import { SummnbError } from "../errors.js";
import { nearest } from "../nearest.js";
import { type AdapterFile, parseAdapterFile, readAdapterFile, writtenConfig } from "./configFile.js";
import {
  contradiction,
  type InitLoraWeights,
  type LoraBias,
  type LoraConfigValues,
  loraChecks,
  loraDefaults,
} from "./configValues.js";
import { matchesEnd } from "./patterns.js";

const keys = Object.keys(loraDefaults) as (keyof LoraConfigValues)[];

/** The value of the first pattern that a layer's name ends in. */
function patternValue(patterns: Readonly<Record<string, number>>, name: string, otherwise: number): number {
  const found = Object.keys(patterns).find((pattern) => matchesEnd(pattern, name));
  return found === undefined ? otherwise : patterns[found]!;
}

function checked(given: Partial<LoraConfigValues>): LoraConfigValues {
  for (const key of Object.keys(given))
    if (!Object.hasOwn(loraDefaults, key))
      throw new SummnbError(`LoraConfig has no "${key}"${nearest(key, keys, "; did you mean ", "?") || "."}`);
  const values = { ...loraDefaults } as Record<string, unknown>;
  for (const key of keys) {
    // Python's configurations say None where they mean the default.
    const value = given[key] ?? loraDefaults[key];
    const wanted = loraChecks[key](value);
    if (wanted)
      throw new SummnbError(`LoraConfig's "${key}" must be ${wanted}, not ${JSON.stringify(value)}.`);
    values[key] = Array.isArray(value) ? Object.freeze([...value]) : value;
  }
  const complete = values as unknown as LoraConfigValues;
  const wrong = contradiction(complete);
  if (wrong) throw new SummnbError(`This LoraConfig contradicts itself: ${wrong}.`);
  return complete;
}

/**
 * Configuration of LoRA, with PEFT's names in camelCase (Hu et al. 2021, https://arxiv.org/abs/2106.09685).
 * It never changes; `with` gives a changed copy.
 */
export class LoraConfig implements LoraConfigValues, Hoverable {
  declare readonly r: number;
  declare readonly loraAlpha: number;
  declare readonly loraDropout: number;
  declare readonly targetModules: readonly string[] | string | null;
  declare readonly excludeModules: readonly string[] | string | null;
  declare readonly bias: LoraBias;
  declare readonly modulesToSave: readonly string[] | null;
  declare readonly rankPattern: Readonly<Record<string, number>>;
  declare readonly alphaPattern: Readonly<Record<string, number>>;
  declare readonly layersToTransform: readonly number[] | number | null;
  declare readonly layersPattern: readonly string[] | string | null;
  declare readonly useRslora: boolean;
  declare readonly useDora: boolean;
  declare readonly initLoraWeights: InitLoraWeights;
  /** The file that this was read from, with the keys that only PEFT knows. */
  readonly #file: AdapterFile | undefined;

  /** @throws SummnbError naming a wrong or unknown value */
  constructor(given: Partial<LoraConfigValues> = {}, file?: AdapterFile) {
    Object.assign(this, checked(given));
    this.#file = file;
    Object.freeze(this);
  }

  /** Factor of the update in a layer without patterns of its own. */
  get scaling(): number {
    return this.#scale(this.loraAlpha, this.r);
  }

  #scale(alpha: number, r: number): number {
    return alpha / (this.useRslora ? Math.sqrt(r) : r);
  }

  /** Rank and factor of the update in the layer of this name. */
  of(name: string): { r: number; alpha: number; scaling: number } {
    const r = patternValue(this.rankPattern, name, this.r);
    const alpha = patternValue(this.alphaPattern, name, this.loraAlpha);
    return { r, alpha, scaling: this.#scale(alpha, r) };
  }

  /** Whether this was read from an adapter's file. */
  get fromAdapter(): boolean {
    return this.#file !== undefined;
  }

  /** A copy with other values, of which a file that this was read from knows nothing. */
  with(changes: Partial<LoraConfigValues>): LoraConfig {
    return new LoraConfig({ ...this.values(), ...changes });
  }

  /** A copy with `targetModules` spelled out, as for "all-linear" when the model is known. */
  targeting(targetModules: readonly string[] | string): LoraConfig {
    return new LoraConfig({ ...this.values(), targetModules }, this.#file);
  }

  values(): LoraConfigValues {
    return Object.fromEntries(keys.map((key) => [key, this[key]])) as unknown as LoraConfigValues;
  }

  /**
   * Reads PEFT's adapter_config.json from an adapter's folder.
   * @throws SummnbError when there is none, it is no LoRA, or it asks for what summnb does not compute
   */
  static fromFile(folder: string): LoraConfig {
    const file = path.join(folder, "adapter_config.json");
    if (!existsSync(file))
      throw new SummnbError(`${folder} holds no adapter_config.json, so it is not an adapter.`);
    const raw = readAdapterFile(file);
    return new LoraConfig(parseAdapterFile(raw, file), raw);
  }

  /** The text of adapter_config.json as PEFT writes it; keys of the file that this was read from are kept. */
  toFile(baseModel: string): string {
    return writtenConfig(this, baseModel, this.#file);
  }

  [hoverSymbol](): string {
    const { targetModules } = this;
    const targets = Array.isArray(targetModules)
      ? targetModules.join(", ")
      : (targetModules ?? "what suits the model");
    const set = keys.filter(
      (key) =>
        !["r", "loraAlpha", "loraDropout", "targetModules"].includes(key) &&
        JSON.stringify(this[key]) !== JSON.stringify(loraDefaults[key]),
    );
    return [
      `**LoraConfig** r ${this.r}, alpha ${this.loraAlpha} (scaling ${Number(this.scaling.toPrecision(6))}), dropout ${this.loraDropout}, targets ${targets}`,
      ...(set.length > 0 ? [set.map((key) => `${key} ${JSON.stringify(this[key])}`).join(", ")] : []),
    ].join("\n\n");
  }
}
