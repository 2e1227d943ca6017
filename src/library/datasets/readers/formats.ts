import { compressionExtensions, uncompressedName } from "./bytes.js";

/** Extensions of the formats that can be read. */
const formats = [".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet"] as const;

export type DataFormat = (typeof formats)[number];

/** The extensions that can be read, for messages. */
export const dataExtensions = `${formats.join(", ")} (each also with ${compressionExtensions.join(" or ")})`;

/** The extension of a data file without its compression's, or undefined for any other file. */
export function dataExtension(file: string): DataFormat | undefined {
  const name = uncompressedName(file).toLowerCase();
  return formats.find((extension) => name.endsWith(extension));
}
