import { readFile } from "node:fs/promises";
import { SummnbError } from "../errors.js";

export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object in a JSON file, or undefined where there is no such file. Throws a SummnbError that names it. */
export async function readJsonObject(file: string): Promise<JsonObject | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new SummnbError(`Could not read ${file}: ${(error as Error).message}.`, { cause: error });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SummnbError(
      `${file} is not valid JSON (${(error as Error).message}): replace it with a fresh copy.`,
      { cause: error },
    );
  }
  if (isJsonObject(value)) return value;
  throw new SummnbError(`${file} holds no JSON object: replace it with a fresh copy.`);
}
