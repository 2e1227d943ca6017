/** One example: column name to value. Values are what JSON can hold, and for Parquet also dates, bytes and bigints. */
export type Row = Record<string, unknown>;

export function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as text: strings as they are, all else as JSON. */
export function cellText(value: unknown): string {
  return typeof value === "string" ? value : jsonText(value ?? null);
}

/** JSON; a bigint, which JSON lacks, becomes a text of its digits. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? inner.toString() : inner));
}
