/** A notebook's file as the workbench saves it. */
import { readFileSync } from "node:fs";

export interface SavedNotebook {
  cells: {
    execution_count?: number | null;
    outputs?: { output_type: string; evalue?: string; data?: Record<string, unknown> }[];
  }[];
}

const patience = 30_000;

/** The file, once it has been saved with what the cells did. */
export async function savedNotebook(file: string): Promise<SavedNotebook> {
  for (let waited = 0; waited < patience; waited += 200) {
    const saved = parse(readFileSync(file, "utf8"));
    if (saved?.cells.some((cell) => cell.execution_count)) return saved;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${file} was not saved within ${patience / 1000} s.`);
}

/** Undefined for a file that is just being written. */
function parse(text: string): SavedNotebook | undefined {
  try {
    return JSON.parse(text) as SavedNotebook;
  } catch {
    return undefined;
  }
}
