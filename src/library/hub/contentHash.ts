import { createHash, type Hash } from "node:crypto";
import { open } from "node:fs/promises";

/** What the Hub says of a file's content. */
export interface ExpectedContent {
  size: number;
  /** SHA-256 of a file in large-file storage, else SHA-1 of the git blob; also its ETag and its name in the cache. */
  hash: string;
}

/** A running hash of the kind that `expected` is. */
export function contentHash({ size, hash }: ExpectedContent): Hash {
  if (hash.length === 64) return createHash("sha256");
  return createHash("sha1").update(`blob ${size}\0`);
}

export const hashName = ({ hash }: ExpectedContent): string =>
  hash.length === 64 ? "SHA-256" : "git's SHA-1";

const blockSize = 2 ** 20;

/** Adds the first `length` bytes of a file to a hash. */
export async function hashFile(hash: Hash, file: string, length: number): Promise<void> {
  const handle = await open(file, "r");
  try {
    const block = Buffer.allocUnsafe(blockSize);
    for (let at = 0; at < length; ) {
      const { bytesRead } = await handle.read(block, 0, Math.min(blockSize, length - at), at);
      if (bytesRead === 0) return;
      hash.update(block.subarray(0, bytesRead));
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}
