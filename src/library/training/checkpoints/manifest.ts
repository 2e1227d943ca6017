import { createHash } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

/** Lists every other file of a checkpoint; written last, so that a checkpoint without it is not whole. */
export const manifestFile = "manifest.json";

interface Manifest {
  format: 1;
  files: Record<string, { bytes: number; sha256: string }>;
}

/** SHA-256 of a file, read in pieces: weights may be larger than a Buffer. */
function sha256(file: string): string {
  const hash = createHash("sha256");
  const piece = Buffer.allocUnsafe(1 << 22);
  const descriptor = openSync(file, "r");
  try {
    for (let read = readSync(descriptor, piece); read > 0; read = readSync(descriptor, piece))
      hash.update(piece.subarray(0, read));
  } finally {
    closeSync(descriptor);
  }
  return hash.digest("hex");
}

/** Makes sure that a file's, or a folder's, content is on the disk itself. */
export function flush(file: string): void {
  const descriptor = openSync(file, "r");
  try {
    fsyncSync(descriptor);
  } catch (error) {
    // Windows can't flush a folder; it needs not.
    if (!["EPERM", "EISDIR", "EINVAL"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Writes the manifest of a folder's files and flushes all of them. */
export function sealFolder(folder: string): void {
  const names = readdirSync(folder).sort();
  const files = Object.fromEntries(
    names.map((name) => {
      const file = path.join(folder, name);
      flush(file);
      return [name, { bytes: statSync(file).size, sha256: sha256(file) }];
    }),
  );
  const manifest: Manifest = { format: 1, files };
  writeFileSync(path.join(folder, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`);
  flush(path.join(folder, manifestFile));
  flush(folder);
}

/** What is wrong with a sealed folder, or undefined when every file is as it was written. */
export function damageOf(folder: string): string | undefined {
  let manifest: Manifest;
  try {
    manifest = JSON.parse(readFileSync(path.join(folder, manifestFile), "utf8")) as Manifest;
  } catch {
    return `its ${manifestFile} is missing or broken`;
  }
  for (const [name, { bytes, sha256: expected }] of Object.entries(manifest.files)) {
    const file = path.join(folder, name);
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found) return `${name} is missing`;
    if (found.size !== bytes) return `${name} has ${found.size} bytes instead of ${bytes}`;
    if (sha256(file) !== expected) return `the content of ${name} has changed`;
  }
  return undefined;
}
