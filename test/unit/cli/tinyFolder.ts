import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { tinyModel, tinyRows } from "../training/tinyRun.js";

/** A folder with the tiny model and its rows, for commands that train. */
export async function tinyFolder(): Promise<{ folder: string; config: Record<string, unknown> }> {
  const folder = mkdtempSync(path.join(tmpdir(), "summnb-cli-"));
  await tinyModel().savePretrained(path.join(folder, "model"));
  const lines = tinyRows.map(({ inputIds, labels }) => JSON.stringify({ input_ids: inputIds, labels }));
  writeFileSync(path.join(folder, "train.jsonl"), `${lines.join("\n")}\n`);
  writeFileSync(path.join(folder, "validation.jsonl"), `${lines.slice(0, 5).join("\n")}\n`);
  const config = {
    model: path.join(folder, "model"),
    dataset: {
      train: path.join(folder, "train.jsonl"),
      validation: path.join(folder, "validation.jsonl"),
    },
    arguments: {
      outputDir: path.join(folder, "out"),
      device: "cpu",
      maxSteps: 8,
      perDeviceTrainBatchSize: 4,
      learningRate: 1e-2,
      loggingSteps: 2,
    },
  };
  return { folder, config };
}
