import { writeFileSync } from "node:fs";
import path from "node:path";
import { measureIn } from "./processes.js";
import { alignedTable, mebibytes } from "./table.js";
import type { WorkRow } from "./workload.js";

/** What a process that measures memory reads. */
export interface MemoryWork {
  model: string;
  mode: "full" | "lora";
  gradientCheckpointing: boolean;
  threads: number;
  batchSize: number;
  rows: WorkRow[];
}

export interface MemoryMeasurement {
  /** Peak of the tensors, before the first step and as it came. */
  estimatedBytes: number;
  measuredBytes: number;
}

export interface MemoryFigures extends MemoryMeasurement {
  model: string;
  work: string;
}

/** LoRA and full fine-tuning, with and without gradient checkpointing. */
export async function measureMemory(
  name: string,
  {
    scratch,
    measure,
    ...given
  }: Omit<MemoryWork, "mode" | "gradientCheckpointing"> & {
    scratch: string;
    /** The program that measures. */
    measure: string;
  },
): Promise<MemoryFigures[]> {
  const all: MemoryFigures[] = [];
  for (const mode of ["lora", "full"] as const)
    for (const gradientCheckpointing of [false, true]) {
      const file = path.join(scratch, "memory.json");
      writeFileSync(file, JSON.stringify({ ...given, mode, gradientCheckpointing } satisfies MemoryWork));
      const found = await measureIn<MemoryMeasurement>(process.execPath, [measure, file], given.threads);
      all.push({
        model: name,
        work: `train-${mode}${gradientCheckpointing ? ", checkpointing" : ""}`,
        ...found,
      });
    }
  return all;
}

export function memoryTable(figures: readonly MemoryFigures[]): string {
  const rows = figures.map(({ model, work, estimatedBytes, measuredBytes }) => [
    model,
    work,
    mebibytes(estimatedBytes),
    mebibytes(measuredBytes),
    (estimatedBytes / measuredBytes).toFixed(2),
  ]);
  return alignedTable(["model", "peak memory of tensors", "estimated MiB", "measured MiB", "ratio"], rows, 2);
}
