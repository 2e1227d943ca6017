import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type ExportOptions, exportOnnx } from "../../../../src/library/onnx/export/index.js";
import { repositoryRoot } from "../../../golden/goldenData.js";

export const starter = path.join(repositoryRoot, "examples/starter");

const scratch = mkdtempSync(path.join(tmpdir(), "summnb-onnx-run-"));
process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));

const made = new Map<string, Promise<string>>();

/** A folder with the starter model exported; made once a process for the same options. */
export function exportedStarter(options: ExportOptions = {}): Promise<string> {
  const key = JSON.stringify(options);
  const folder = path.join(scratch, `starter-${made.size}`);
  const known = made.get(key) ?? exportOnnx(starter, folder, options).then(() => folder);
  made.set(key, known);
  return known;
}

let copies = 0;

/** A copy of a folder, to be damaged. */
export function copyOf(folder: string): string {
  const copy = path.join(scratch, `copy-${copies++}`);
  cpSync(folder, copy, { recursive: true });
  return copy;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** Sources of different lengths, not in order. */
export const sources: readonly (readonly number[])[] = [
  [50, 90, 400, 1],
  [700, 31, 82, 200, 31, 6, 1],
  [11, 1],
  [30, 290, 28, 270, 26, 1],
  [12, 13, 140, 1],
];
