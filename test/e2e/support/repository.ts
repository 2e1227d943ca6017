/** Where the repository is, seen from a built test file. */
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

function findRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, "package-lock.json"))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error("No package-lock.json above the test: is this the repository?");
    folder = parent;
  }
  return folder;
}

export const repositoryRoot = findRoot();

export function inRepository(...parts: string[]): string {
  return path.join(repositoryRoot, ...parts);
}
