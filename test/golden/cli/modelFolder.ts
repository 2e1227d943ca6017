import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { goldenPath, readGolden } from "../goldenData.js";

export interface Pair {
  document: string;
  summary: string;
}

/** Documents and summaries that the golden runs were made with. */
export const goldenPairs = () => readGolden<Record<"train" | "test", Pair[]>>("text", "pairs.json");

/** A working folder with a whole model in `model/`: weights, config and tokenizer. */
export async function workingFolder(): Promise<{
  folder: string;
  model: string;
  remove: () => Promise<void>;
}> {
  const folder = await mkdtemp(path.join(tmpdir(), "summnb-cli-"));
  const model = path.join(folder, "model");
  await cp(goldenPath("tokenizers", "t5"), model, { recursive: true });
  await cp(goldenPath("models", "flan-trained"), model, { recursive: true });
  return { folder, model, remove: () => rm(folder, { recursive: true }) };
}

export async function writeJson(file: string, value: unknown): Promise<string> {
  await writeFile(file, JSON.stringify(value));
  return file;
}

export async function writeJsonLines(file: string, rows: readonly unknown[]): Promise<string> {
  await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  return file;
}
