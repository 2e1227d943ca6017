/** Reading Hugging Face's numbers, which lie beside the tests' sources. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The repository, seen from dist/test/golden. */
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");

export function goldenPath(...parts: string[]): string {
  return path.join(root, "test/golden/data", ...parts);
}

export function goldenJson<T>(...parts: string[]): T {
  return JSON.parse(readFileSync(goldenPath(...parts), "utf8")) as T;
}

/** The largest absolute difference of two arrays of one length. */
export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`Lengths differ: ${a.length} and ${b.length}.`);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}
