import { createReadStream } from "node:fs";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Decompress } from "fzstd";

/** Gives the bytes of a packed file as they were before. */
type Unpacker = (packed: Readable) => AsyncIterable<Uint8Array>;

/** A compression that a file's name shows. */
export interface Compression {
  extension: string;
  name: string;
  unpack: Unpacker;
  /** Whether an error says that the packed data are wrong. */
  isDamage(error: Error): boolean;
}

/** `zlib` gives codes that begin with Z_; fzstd numbers its own. */
const compressions: readonly Compression[] = [
  {
    extension: ".gz",
    name: "gzip",
    unpack: gunzip,
    isDamage: (error) => String((error as NodeJS.ErrnoException).code).startsWith("Z_"),
  },
  {
    extension: ".zst",
    name: "zstd",
    unpack: unzstd,
    isDamage: (error) =>
      typeof (error as { code?: unknown }).code === "number" || error instanceof RangeError,
  },
];

/** The extensions of compressions. */
export const compressionExtensions = compressions.map(({ extension }) => extension);

export function compressionOf(file: string): Compression | undefined {
  const name = file.toLowerCase();
  return compressions.find(({ extension }) => name.endsWith(extension));
}

/** A file's name without the extension of its compression. */
export function uncompressedName(file: string): string {
  return file.slice(0, file.length - (compressionOf(file)?.extension.length ?? 0));
}

/** The bytes of a file in pieces, unpacked when its name shows a compression. */
export function readBytes(file: string): AsyncIterable<Uint8Array> {
  const bytes = createReadStream(file, { highWaterMark: 1 << 18 });
  return compressionOf(file)?.unpack(bytes) ?? bytes;
}

function gunzip(packed: Readable): AsyncIterable<Uint8Array> {
  // The pipeline closes the file when the reader stops early; errors reach the reader through the stream.
  return pipeline(packed, createGunzip({ chunkSize: 1 << 16 }), () => {});
}

/** Bytes that fzstd gets at once: it unpacks all that it gets, and 4 kB never hold more than 128 MB. */
const zstdPiece = 4096;

async function* unzstd(packed: Readable): AsyncGenerator<Uint8Array> {
  const unpacked: Uint8Array[] = [];
  const decoder = new Decompress((piece) => unpacked.push(piece));
  for await (const bytes of packed as AsyncIterable<Uint8Array>)
    for (let at = 0; at < bytes.length; at += zstdPiece) {
      decoder.push(bytes.subarray(at, at + zstdPiece));
      yield* unpacked.splice(0);
    }
  decoder.push(new Uint8Array(0), true);
  yield* unpacked;
}
