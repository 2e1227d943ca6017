// A small streaming unzip on Node's zlib: set-up runs before any package is there, and Debian's
// minimal image has no `unzip`. Sizes and checksums are verified; 64-bit archives are refused.
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import zlib from "node:zlib";
import { SetupError } from "./steps.mjs";

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localHeaderSize = 30;
const inflaters = { 0: () => [], 8: () => [zlib.createInflateRaw()] };

async function bytesAt(handle, position, length) {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** The central directory: name, method, checksum, sizes and place of every file in the archive. */
async function directory(handle, archive) {
  const { size } = await handle.stat();
  const tailStart = Math.max(0, size - 65_557);
  const tail = await bytesAt(handle, tailStart, size - tailStart);
  let end = tail.length - 22;
  while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end--;
  if (end < 0) throw new SetupError(`${archive} is not a whole zip file: it has no end record.`);
  const table = await bytesAt(handle, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const entries = [];
  for (let at = 0; at + 46 <= table.length && table.readUInt32LE(at) === entrySignature; ) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) =>
      table.readUInt16LE(at + field),
    );
    const [crc, packed, unpacked] = [16, 20, 24].map((field) => table.readUInt32LE(at + field));
    const name = table.toString("utf8", at + 46, at + 46 + nameLength);
    const entry = {
      name,
      method: table.readUInt16LE(at + 10),
      crc,
      packed,
      unpacked,
      offset: table.readUInt32LE(at + 42),
    };
    if ([packed, unpacked, entry.offset].includes(0xffffffff))
      throw new SetupError(`${archive} holds ${name} in the 64-bit zip format, which set-up can't read.`);
    entries.push(entry);
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

/** Counts and checksums what passes. */
function verifier(entry, archive) {
  let crc = 0;
  let length = 0;
  return new Transform({
    transform(chunk, _encoding, done) {
      crc = zlib.crc32(chunk, crc);
      length += chunk.length;
      done(null, chunk);
    },
    flush(done) {
      const right = length === entry.unpacked && crc === entry.crc;
      done(
        right ? null : new SetupError(`${archive} is damaged: ${entry.name} does not match its checksum.`),
      );
    },
  });
}

/**
 * Unpacks the files for which `place(name)` gives a path relative to `target`; others are left out.
 * `onProgress` gets the fraction of unpacked bytes. A name that leaves `target` raises.
 */
export async function unzip(archive, target, place, onProgress = () => {}) {
  const handle = await open(archive);
  try {
    const wanted = (await directory(handle, archive))
      .map((entry) => ({ ...entry, place: entry.name.endsWith("/") ? undefined : place(entry.name) }))
      .filter((entry) => entry.place !== undefined);
    const total = wanted.reduce((sum, entry) => sum + entry.unpacked, 0);
    let done = 0;
    for (const entry of wanted) {
      const file = path.join(target, entry.place);
      if (path.relative(target, file).startsWith(".."))
        throw new SetupError(`${archive} names a file outside its folder: ${entry.name}.`);
      if (!inflaters[entry.method])
        throw new SetupError(
          `${archive} packs ${entry.name} by method ${entry.method}, which set-up can't read.`,
        );
      await mkdir(path.dirname(file), { recursive: true });
      const local = await bytesAt(handle, entry.offset, localHeaderSize);
      const start = entry.offset + localHeaderSize + local.readUInt16LE(26) + local.readUInt16LE(28);
      const range = { start, end: start + entry.packed - 1, highWaterMark: 1 << 20 };
      const source = entry.packed ? [createReadStream(archive, range)] : [(async function* () {})()];
      await pipeline(
        ...source,
        ...(entry.packed ? inflaters[entry.method]() : []),
        verifier(entry, archive),
        createWriteStream(file),
      );
      done += entry.unpacked;
      onProgress(total ? done / total : 1);
    }
    return wanted.map((entry) => entry.place);
  } finally {
    await handle.close();
  }
}
