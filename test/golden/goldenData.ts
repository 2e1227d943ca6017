import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root: tests run from dist/, their data stays in test/. */
export const repositoryRoot = findRoot(path.dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  return existsSync(path.join(folder, "package.json")) ? folder : findRoot(path.dirname(folder));
}

/** A file or folder under test/golden/data: numbers made once with Hugging Face's stack. */
export function goldenPath(...parts: string[]): string {
  return path.join(repositoryRoot, "test", "golden", "data", ...parts);
}

export function readGolden<T>(...parts: string[]): T {
  return JSON.parse(readFileSync(goldenPath(...parts), "utf8")) as T;
}
