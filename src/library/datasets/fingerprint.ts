import { createHash } from "node:crypto";
import { jsonText, type Row } from "./row.js";
import { encodeValues } from "./store/codec.js";

/** SHA-256 of anything that JSON can hold, in hexadecimal digits. */
export function fingerprintOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

/** A row's values in the order of the columns, without the nulls at its end: columns may be found later. */
export function rowLine(row: Row, features: Iterable<string>, other?: (value: unknown) => unknown): string {
  const values = Array.from(features, (name) => row[name] ?? null);
  while (values.length > 0 && values.at(-1) === null) values.pop();
  return encodeValues(values, other);
}

/** SHA-256 over the lines of rows, then over that and the columns' names. */
export class RowsFingerprint {
  private readonly hash = createHash("sha256");

  add(line: string): void {
    this.hash.update(`${line}\n`);
  }

  finish(features: readonly string[]): string {
    return fingerprintOf([features, this.hash.digest("hex")]);
  }
}

/** The fingerprint of rows in memory, which may hold any values. */
export function fingerprintRows(features: readonly string[], rows: readonly Row[]): string {
  const fingerprint = new RowsFingerprint();
  for (const row of rows) fingerprint.add(rowLine(row, features, (value) => jsonText(value) ?? null));
  return fingerprint.finish(features);
}

export function combineFingerprints(splits: ReadonlyMap<string, { fingerprint: string }>): string {
  return fingerprintOf(Array.from(splits, ([name, { fingerprint }]) => [name, fingerprint]));
}
