/**
 * The safetensors format: 8 bytes of header length (little endian), a JSON header, then the tensors' bytes.
 * Source: https://github.com/huggingface/safetensors#format
 */
import { closeSync, fstatSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from "node:fs";
import { SummnbError } from "../errors.js";
import { type DType, dtypeOfSafetensors, dtypes } from "./dtype.js";
import { native } from "./native.js";
import { guarded, Tensor } from "./tensor.js";

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

interface Header {
  entries: Record<string, Entry>;
  metadata: Record<string, string>;
  /** Where the tensors' bytes begin in the file. */
  dataStart: number;
}

/** Hugging Face's own reader refuses longer headers. */
const maxHeaderBytes = 100_000_000;

function damaged(file: string, reason: string): SummnbError {
  return new SummnbError(`${file} is not a whole safetensors file: ${reason}. Download or save it again.`);
}

function isEntry(value: unknown): value is Entry {
  const entry = value as Entry | null;
  return (
    typeof entry === "object" &&
    entry !== null &&
    typeof entry.dtype === "string" &&
    Array.isArray(entry.shape) &&
    entry.shape.every((extent) => Number.isInteger(extent) && extent >= 0) &&
    Array.isArray(entry.data_offsets) &&
    entry.data_offsets.length === 2 &&
    entry.data_offsets.every((offset) => Number.isSafeInteger(offset) && offset >= 0)
  );
}

/** Checks what the header claims against the file, so that a lie is found before memory is read. */
function checkEntry(file: string, name: string, entry: unknown, dataBytes: number): asserts entry is Entry {
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

function readHeader(file: string): Header {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (error) {
    throw new SummnbError(`${file} could not be opened (${(error as NodeJS.ErrnoException).code}).`);
  }
  try {
    const size = fstatSync(descriptor).size;
    const lengthBytes = Buffer.alloc(8);
    if (size < 8) throw damaged(file, `it has ${size} bytes`);
    readSync(descriptor, lengthBytes, 0, 8, 0);
    const length = Number(lengthBytes.readBigUInt64LE());
    if (length > maxHeaderBytes || length + 8 > size)
      throw damaged(file, `its header claims ${length} bytes of a file of ${size}`);
    const text = Buffer.alloc(length);
    readSync(descriptor, text, 0, length, 8);
    let json: Record<string, unknown>;
    try {
      json = JSON.parse(text.toString("utf8"));
    } catch {
      throw damaged(file, "its header is not JSON");
    }
    const { __metadata__, ...entries } = json;
    for (const [name, entry] of Object.entries(entries)) checkEntry(file, name, entry, size - 8 - length);
    return {
      entries: entries as Record<string, Entry>,
      metadata: (__metadata__ ?? {}) as Record<string, string>,
      dataStart: 8 + length,
    };
  } finally {
    closeSync(descriptor);
  }
}

/** Names, dtypes and shapes in a file, without its data. */
export function describeSafetensors(file: string): { name: string; dtype: DType; shape: number[] }[] {
  return Object.entries(readHeader(file).entries).map(([name, entry]) => ({
    name,
    dtype: dtypeOfSafetensors(entry.dtype)!,
    shape: entry.shape,
  }));
}

/**
 * Maps a file and gives its tensors by name, on the CPU, without copying; they keep the mapping alive.
 * @throws SummnbError when the file is missing, truncated or describes data that it does not hold
 */
export function loadSafetensors(file: string): Map<string, Tensor> {
  const header = readHeader(file);
  return guarded(() => {
    const bytes = native.mapFile(file);
    const tensors = new Map<string, Tensor>();
    for (const [name, entry] of Object.entries(header.entries)) {
      const { code } = dtypes[dtypeOfSafetensors(entry.dtype)!];
      const offset = header.dataStart + entry.data_offsets[0];
      tensors.set(name, new Tensor(native.viewBytes(bytes, offset, code, entry.shape)));
    }
    native.free(bytes);
    return tensors;
  });
}

/**
 * Writes tensors to a file, through a temporary file, fsync and rename: a crash leaves the old file.
 * Bytes equal those of Hugging Face's writer: sorted by dtype (widest first) and name, header padded to 8.
 */
export function saveSafetensors(
  file: string,
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Record<string, string> = { format: "pt" },
): void {
  // The order of the Rust writer: alignment falling, then dtype rank falling, then the name.
  const rank: DType[] = ["float64", "int64", "float32", "int32", "bfloat16", "float16", "uint8", "bool"];
  const sorted = [...tensors].sort(
    ([a, x], [b, y]) => rank.indexOf(x.dtype) - rank.indexOf(y.dtype) || (a < b ? -1 : a > b ? 1 : 0),
  );
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, tensor] of sorted) {
    const size = tensor.numel * dtypes[tensor.dtype].bytes;
    const entry: Entry = {
      dtype: dtypes[tensor.dtype].safetensors,
      shape: tensor.shape,
      data_offsets: [offset, offset + size],
    };
    header[name] = entry;
    offset += size;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Buffer.alloc(Math.ceil(json.length / 8) * 8, " ");
  json.copy(padded);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));

  const temporary = `${file}.${process.pid}.tmp`;
  const descriptor = openSync(temporary, "w");
  try {
    for (const part of [length, padded]) writeSync(descriptor, part);
    for (const [, tensor] of sorted)
      writeAll(descriptor, Buffer.from(guarded(() => native.toData(tensor.handle))));
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new SummnbError(
      `${file} could not be written (${(error as NodeJS.ErrnoException).code ?? (error as Error).message}); free some space or choose another folder.`,
    );
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
}

/** One write call moves at most 2 GiB. */
function writeAll(descriptor: number, bytes: Buffer): void {
  for (let start = 0; start < bytes.length; )
    start += writeSync(descriptor, bytes, start, Math.min(bytes.length - start, 2 ** 30));
}
