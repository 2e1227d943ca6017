/** Reading Hugging Face's config.json and generation_config.json; unknown keys are kept and written back. */
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../errors.js";

/** A config as it stands in the file, snake_case keys and all. */
export type RawConfig = Record<string, unknown>;

function readJson(file: string): RawConfig {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new SummnbError(`${file} is not valid JSON (${(error as Error).message}).`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new SummnbError(`${file} must hold a JSON object.`);
  return value as RawConfig;
}

/**
 * The config of a model folder, or of a config.json itself.
 * @throws SummnbError when there is none, naming the path and what to give instead
 */
export function readConfig(folderOrFile: string): RawConfig {
  if (!existsSync(folderOrFile))
    throw new SummnbError(
      `There is no model at ${folderOrFile}; give a folder with a config.json, or a config.json.`,
    );
  if (statSync(folderOrFile).isFile()) return readJson(folderOrFile);
  const file = path.join(folderOrFile, "config.json");
  if (!existsSync(file))
    throw new SummnbError(`${folderOrFile} holds no config.json, so it is not a model folder.`);
  return readJson(file);
}

/** generation_config.json of a folder; an empty object when there is none. */
export function readGenerationConfig(folder: string): RawConfig {
  const file = path.join(folder, "generation_config.json");
  return existsSync(file) ? readJson(file) : {};
}

/** Typed access to a raw config, with errors that name the key. */
export class ConfigReader {
  constructor(private readonly raw: RawConfig) {}

  #read<T>(key: string, kind: string, fallback: T | undefined): T {
    const value = this.raw[key] ?? fallback;
    if (typeof value !== kind) this.#refuse(key, `a ${kind}`, value);
    return value as T;
  }

  number(key: string, fallback?: number): number {
    return this.#read(key, "number", fallback);
  }

  #refuse(key: string, what: string, value: unknown): never {
    throw new SummnbError(
      `The model's config needs "${key}" to be ${what}, but it is ${JSON.stringify(value)}.`,
    );
  }

  /** A whole number from 1 on. */
  count(key: string, fallback?: number): number {
    const value = this.number(key, fallback);
    return Number.isInteger(value) && value >= 1
      ? value
      : this.#refuse(key, "a whole number from 1 on", value);
  }

  /** A count that divides `total`, the value of `totalKey`. */
  divisor(key: string, total: number, totalKey: string, fallback?: number): number {
    const value = this.count(key, fallback);
    return total % value === 0 ? value : this.#refuse(key, `a divisor of "${totalKey}" (${total})`, value);
  }

  /** From 0 to below 1, as dropouts are. */
  probability(key: string, fallback?: number): number {
    const value = this.number(key, fallback);
    return value >= 0 && value < 1 ? value : this.#refuse(key, "from 0 to below 1", value);
  }

  boolean(key: string, fallback?: boolean): boolean {
    return this.#read(key, "boolean", fallback);
  }

  string(key: string, fallback?: string): string {
    return this.#read(key, "string", fallback);
  }
}
