import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { compressionOf, readBytes, uncompressedName } from "../readers/bytes.js";
import { readError } from "../readers/text.js";
import { byteLimit } from "./byteLimit.js";
import { tooLarge, unpackLimit } from "./members.js";
import { unpackOnce } from "./unpackOnce.js";

/** The path, in the cache, of what a .gz or .zst file holds. */
export async function unpackedFile(file: string): Promise<string> {
  const name = path.basename(uncompressedName(file));
  const folder = await unpackOnce(file, async (target) => {
    const { size } = await stat(file);
    const limit = byteLimit(unpackLimit(size), () => tooLarge(file, size));
    try {
      await pipeline(Readable.from(readBytes(file)), limit, createWriteStream(path.join(target, name)));
    } catch (error) {
      throw compressionOf(file)?.isDamage(error as Error) ? readError(file, error as Error) : error;
    }
  });
  return path.join(folder, name);
}
