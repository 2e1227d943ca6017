import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** A folder, with a cache of its own in it, while a test of the suite runs; call it inside `describe`. */
export function scratchFolder() {
  let folder = "";
  const { SUMMNB_CACHE } = process.env;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "summnb-dataset-"));
    process.env.SUMMNB_CACHE = path.join(folder, "cache");
  });

  afterEach(async () => {
    if (SUMMNB_CACHE === undefined) delete process.env.SUMMNB_CACHE;
    else process.env.SUMMNB_CACHE = SUMMNB_CACHE;
    await rm(folder, { recursive: true });
  });

  return {
    path: (...parts: string[]) => path.join(folder, ...parts),
    /** Writes a file and gives its path. */
    async write(name: string, content: string | Uint8Array): Promise<string> {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
      return file;
    },
  };
}

/** A zstd frame of blocks that are stored as they are (RFC 8878, 3.1.1), as Node 20 has no zstd of its own. */
export function zstd(content: string | Uint8Array, largestBlock = 100_000): Buffer {
  const bytes = Buffer.from(content);
  // A magic number, a descriptor that says neither size nor checksum, and a window of 2^20 bytes.
  const parts = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50])];
  for (let at = 0; at === 0 || at < bytes.length; at += largestBlock) {
    const block = bytes.subarray(at, at + largestBlock);
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | (at + largestBlock >= bytes.length ? 1 : 0), 0, 3);
    parts.push(header, block);
  }
  return Buffer.concat(parts);
}
