import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../errors.js";
import { type DType, dtypes } from "./dtype.js";
import { native } from "./native.js";
import type { SafetensorsEntry } from "./safetensorsHeader.js";
import { scope } from "./scope.js";
import { guarded, type Tensor } from "./tensor.js";
import type { StoredTensor } from "./tensorFile.js";

/** The order of Hugging Face's writer: dtypes by this rank, then names. */
const rank: DType[] = [
  "int64",
  "float64",
  "float32",
  "int32",
  "bfloat16",
  "float16",
  "int16",
  "int8",
  "uint8",
  "bool",
];

function inOrder(tensors: ReadonlyMap<string, StoredTensor>): [string, StoredTensor][] {
  return [...tensors].sort(
    ([a, x], [b, y]) => rank.indexOf(x.dtype) - rank.indexOf(y.dtype) || (a < b ? -1 : a > b ? 1 : 0),
  );
}

/** Length and JSON, padded to 8 bytes. */
function headerBytes(tensors: [string, StoredTensor][], metadata: Record<string, string>): Buffer {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { dtype, shape }] of tensors) {
    const size = shape.reduce((product, extent) => product * extent, dtypes[dtype].bytes);
    header[name] = {
      dtype: dtypes[dtype].safetensors,
      shape: [...shape],
      data_offsets: [offset, offset + size],
    } satisfies SafetensorsEntry;
    offset += size;
  }
  const json = Buffer.from(JSON.stringify(header));
  const bytes = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, " ");
  bytes.writeBigUInt64LE(BigInt(bytes.length - 8));
  json.copy(bytes, 8);
  return bytes;
}

/** One write call moves at most 2 GiB. */
function writeAll(descriptor: number, bytes: Buffer): void {
  for (let start = 0; start < bytes.length; )
    start += writeSync(descriptor, bytes, start, Math.min(bytes.length - start, 2 ** 30));
}

/**
 * Writes a file, reading one tensor after the other. Its bytes equal those of Hugging Face's writer: sorted by
 * dtype and name, header padded to 8.
 * @throws SummnbError when the disk is full or the folder can't be written
 */
export function writeSafetensors(
  file: string,
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Record<string, string> = { format: "pt" },
): void {
  const sorted = inOrder(tensors);
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, "w");
    writeAll(descriptor, headerBytes(sorted, metadata));
    for (const [, stored] of sorted) {
      const data = scope(() => guarded(() => native.toData(stored.read().handle)));
      writeAll(descriptor, Buffer.from(data));
    }
    fsyncSync(descriptor);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Other errors, such as memory that ran out, say themselves what happened.
    if (code === undefined) throw error;
    throw new SummnbError(
      `Weights could not be written into ${path.dirname(file)} (${code}); free some space or choose another folder.`,
    );
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Writes tensors to a file, through a temporary file, fsync and rename: a crash leaves the old file. */
export function saveSafetensors(
  file: string,
  tensors: ReadonlyMap<string, Tensor>,
  metadata?: Record<string, string>,
): void {
  const temporary = `${file}.${process.pid}.tmp`;
  const stored = new Map(
    [...tensors].map(([name, tensor]) => [
      name,
      { dtype: tensor.dtype, shape: tensor.shape, read: () => tensor },
    ]),
  );
  try {
    writeSafetensors(temporary, stored, metadata);
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}
