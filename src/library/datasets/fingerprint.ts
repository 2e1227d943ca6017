import { createHash } from "node:crypto";
import { jsonText, type Row } from "./row.js";

/** SHA-256 of the columns' names and the values of each row in their order. */
export function fingerprintRows(features: readonly string[], rows: readonly Row[]): string {
  const hash = createHash("sha256").update(jsonText(features));
  for (const row of rows) hash.update(`\n${jsonText(features.map((name) => row[name]))}`);
  return hash.digest("hex");
}

export function combineFingerprints(splits: ReadonlyMap<string, { fingerprint: string }>): string {
  const parts = Array.from(splits, ([name, { fingerprint }]) => [name, fingerprint]);
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
