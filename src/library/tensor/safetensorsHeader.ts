/**
 * The safetensors format: 8 bytes of header length (little endian), a JSON header, then the tensors' bytes.
 * Source: https://github.com/huggingface/safetensors#format
 */
import { fstatSync, readSync } from "node:fs";
import { SummnbError } from "../errors.js";
import { dtypeOfSafetensors, dtypes } from "./dtype.js";
import { readingFile } from "./readingFile.js";

export interface SafetensorsEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

export interface SafetensorsHeader {
  entries: Map<string, SafetensorsEntry>;
  /** Where the tensors' bytes begin in the file. */
  dataStart: number;
}

/** Hugging Face's own reader refuses longer headers. */
const maxHeaderBytes = 100_000_000;

function damaged(file: string, reason: string): SummnbError {
  return new SummnbError(`${file} is not a whole safetensors file: ${reason}. Download or save it again.`);
}

function isEntry(value: unknown): value is SafetensorsEntry {
  const entry = value as SafetensorsEntry | null;
  return (
    typeof entry === "object" &&
    entry !== null &&
    typeof entry.dtype === "string" &&
    Array.isArray(entry.shape) &&
    entry.shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0) &&
    Array.isArray(entry.data_offsets) &&
    entry.data_offsets.length === 2 &&
    entry.data_offsets.every((offset) => Number.isSafeInteger(offset) && offset >= 0)
  );
}

/** Checks what the header claims against the file, so that a lie is found before memory is read. */
function checkEntry(
  file: string,
  name: string,
  entry: unknown,
  dataBytes: number,
): asserts entry is SafetensorsEntry {
  if (!isEntry(entry)) throw damaged(file, `its header describes "${name}" wrongly`);
  const dtype = dtypeOfSafetensors(entry.dtype);
  if (!dtype) throw new SummnbError(`${file} holds "${name}" as ${entry.dtype}, which summnb does not read.`);
  const [start, end] = entry.data_offsets;
  const expected = entry.shape.reduce((product, extent) => product * extent, dtypes[dtype].bytes);
  if (end - start !== expected)
    throw damaged(
      file,
      `"${name}" of shape [${entry.shape.join(", ")}] needs ${expected} bytes but has ${end - start}`,
    );
  if (end > dataBytes)
    throw damaged(
      file,
      `"${name}" ends at byte ${end} of ${dataBytes} bytes of data, so the file is truncated`,
    );
}

/** Tensors lie one behind the other and fill the file: no byte belongs to two of them or to none. */
function checkLayout(file: string, entries: Map<string, SafetensorsEntry>, dataBytes: number): void {
  const sorted = [...entries].sort(
    ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );
  let end = 0;
  for (const [name, { data_offsets: offsets }] of sorted) {
    if (offsets[0] !== end)
      throw damaged(
        file,
        `"${name}" begins at byte ${offsets[0]} of the data, but the one before ends at ${end}`,
      );
    end = offsets[1];
  }
  if (end !== dataBytes) throw damaged(file, `its tensors end at byte ${end} of ${dataBytes} bytes of data`);
}

function readText(file: string, descriptor: number, size: number): { text: string; length: number } {
  const lengthBytes = Buffer.alloc(8);
  if (size < 8) throw damaged(file, `it has ${size} bytes`);
  readSync(descriptor, lengthBytes, 0, 8, 0);
  const length = Number(lengthBytes.readBigUInt64LE());
  if (length > maxHeaderBytes || length + 8 > size)
    throw damaged(file, `its header claims ${length} bytes of a file of ${size}`);
  const bytes = Buffer.alloc(length);
  readSync(descriptor, bytes, 0, length, 8);
  return { text: bytes.toString("utf8"), length };
}

/**
 * Reads and checks a file's header.
 * @throws SummnbError when the file is missing, truncated or describes data that it does not hold
 */
export function readSafetensorsHeader(file: string): SafetensorsHeader {
  return readingFile(file, (descriptor) => {
    const size = fstatSync(descriptor).size;
    const { text, length } = readText(file, descriptor, size);
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      throw damaged(file, "its header is not JSON");
    }
    if (typeof json !== "object" || json === null || Array.isArray(json))
      throw damaged(file, "its header is not a JSON object");
    const dataStart = 8 + length;
    const entries = new Map<string, SafetensorsEntry>();
    for (const [name, entry] of Object.entries(json)) {
      if (name === "__metadata__") continue;
      checkEntry(file, name, entry, size - dataStart);
      entries.set(name, entry);
    }
    checkLayout(file, entries, size - dataStart);
    return { entries, dataStart };
  });
}
