/** A streaming unzip on Node's zlib, of what is wanted of an archive. Sizes and checksums are verified. */
import { createReadStream, createWriteStream } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import zlib from "node:zlib";
import { LibTorchError } from "../errors.js";

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localHeaderSize = 30;
const inflaters: Record<number, () => NodeJS.ReadWriteStream[]> = {
  0: () => [],
  8: () => [zlib.createInflateRaw()],
};

interface Entry {
  name: string;
  method: number;
  crc: number;
  packed: number;
  unpacked: number;
  offset: number;
}

export interface UnzipOptions {
  /** A path relative to the target for what is wanted of the archive, undefined for the rest. */
  place(name: string): string | undefined;
  signal: AbortSignal;
  onBytes?(done: number, total: number): void;
  /** Called before the first file is written. */
  onTotal?(bytes: number): Promise<void>;
}

/** @throws LibTorchError when the archive is damaged, or names a file outside its folder */
export async function unzip(archive: string, target: string, options: UnzipOptions): Promise<void> {
  const handle = await open(archive);
  try {
    const wanted = (await directory(handle, archive)).flatMap((entry) => {
      const place = entry.name.endsWith("/") ? undefined : options.place(entry.name);
      return place === undefined ? [] : [{ ...entry, file: fileIn(target, place, archive) }];
    });
    const total = wanted.reduce((sum, entry) => sum + entry.unpacked, 0);
    await options.onTotal?.(total);
    let done = 0;
    for (const entry of wanted) {
      await mkdir(path.dirname(entry.file), { recursive: true });
      await extract(handle, archive, entry, options.signal, (bytes) => {
        done += bytes;
        options.onBytes?.(done, total);
      });
    }
  } finally {
    await handle.close();
  }
}

/** The text of one file of an archive, or undefined. */
export async function readEntry(
  archive: string,
  isWanted: (name: string) => boolean,
): Promise<string | undefined> {
  const handle = await open(archive);
  try {
    const entry = (await directory(handle, archive)).find(({ name }) => isWanted(name));
    if (!entry) return undefined;
    const bytes = await bytesAt(handle, await startOf(handle, entry), entry.packed);
    return (entry.method === 8 ? zlib.inflateRawSync(bytes) : bytes).toString("utf8");
  } finally {
    await handle.close();
  }
}

function fileIn(target: string, place: string, archive: string): string {
  const file = path.join(target, place);
  if (path.relative(target, file).startsWith(".."))
    throw new LibTorchError(`${archive} names a file outside its folder: ${place}`);
  return file;
}

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** The central directory: name, method, checksum, sizes and place of every file in the archive. */
async function directory(handle: FileHandle, archive: string): Promise<Entry[]> {
  const { size } = await handle.stat();
  const tailStart = Math.max(0, size - 65_557);
  const tail = await bytesAt(handle, tailStart, size - tailStart);
  let end = tail.length - 22;
  while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end--;
  if (end < 0) throw new LibTorchError(`${archive} is not a whole zip file: it has no end record`, true);
  const table = await bytesAt(handle, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const entries: Entry[] = [];
  for (let at = 0; at + 46 <= table.length && table.readUInt32LE(at) === entrySignature; ) {
    const nameLength = table.readUInt16LE(at + 28);
    const rest = table.readUInt16LE(at + 30) + table.readUInt16LE(at + 32);
    const entry = {
      name: table.toString("utf8", at + 46, at + 46 + nameLength),
      method: table.readUInt16LE(at + 10),
      crc: table.readUInt32LE(at + 16),
      packed: table.readUInt32LE(at + 20),
      unpacked: table.readUInt32LE(at + 24),
      offset: table.readUInt32LE(at + 42),
    };
    if ([entry.packed, entry.unpacked, entry.offset].includes(0xffffffff))
      throw new LibTorchError(
        `${archive} holds ${entry.name} in the 64-bit zip format, which summnb can't read`,
        true,
      );
    if (!inflaters[entry.method])
      throw new LibTorchError(
        `${archive} packs ${entry.name} by method ${entry.method}, which summnb can't read`,
        true,
      );
    entries.push(entry);
    at += 46 + nameLength + rest;
  }
  return entries;
}

/** Where an entry's bytes begin: its own header tells, whose lengths may differ from the directory's. */
async function startOf(handle: FileHandle, entry: Entry): Promise<number> {
  const local = await bytesAt(handle, entry.offset, localHeaderSize);
  return entry.offset + localHeaderSize + local.readUInt16LE(26) + local.readUInt16LE(28);
}

async function extract(
  handle: FileHandle,
  archive: string,
  entry: Entry & { file: string },
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const start = await startOf(handle, entry);
  const range = { start, end: start + entry.packed - 1, highWaterMark: 1 << 20 };
  const source = entry.packed ? createReadStream(archive, range) : (async function* () {})();
  const inflate = entry.packed ? (inflaters[entry.method]?.() ?? []) : [];
  const steps = [source, ...inflate, verifier(entry, archive, onBytes), createWriteStream(entry.file)];
  await pipeline(steps as NodeJS.ReadWriteStream[], { signal });
}

/** Counts and checksums what passes. */
function verifier(entry: Entry, archive: string, onBytes: (bytes: number) => void): Transform {
  let crc = 0;
  let length = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      crc = zlib.crc32(chunk, crc);
      length += chunk.length;
      onBytes(chunk.length);
      done(null, chunk);
    },
    flush(done) {
      const isRight = length === entry.unpacked && crc === entry.crc;
      done(
        isRight
          ? null
          : new LibTorchError(`${archive} is damaged: ${entry.name} does not match its checksum`, true),
      );
    },
  });
}
