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
    if (typeof value !== kind)
      throw new SummnbError(
        `The model's config needs "${key}" to be a ${kind}, but it is ${JSON.stringify(value)}.`,
      );
    return value as T;
  }

  number(key: string, fallback?: number): number {
    return this.#read(key, "number", fallback);
  }

  boolean(key: string, fallback?: boolean): boolean {
    return this.#read(key, "boolean", fallback);
  }

  string(key: string, fallback?: string): string {
    return this.#read(key, "string", fallback);
  }
}
