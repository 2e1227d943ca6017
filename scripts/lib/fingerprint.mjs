// Content hashes that tell whether a built thing is older than what it was built from.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cache, root } from "./paths.mjs";

/** All files below `folder` (relative to the repository), without those whose path passes `skip`. */
export function filesBelow(folder, skip = () => false) {
  const start = path.join(root, folder);
  if (!existsSync(start)) return [];
  if (statSync(start).isFile()) return [folder];
  return readdirSync(start, { withFileTypes: true })
    .flatMap((entry) => {
      const name = `${folder}/${entry.name}`;
      if (skip(name)) return [];
      return entry.isDirectory() ? filesBelow(name, skip) : [name];
    })
    .sort();
}

/** SHA-256 over the names and contents of files (relative to the repository) and further texts. */
export function hashOf(files, ...texts) {
  const hash = createHash("sha256");
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(root, file)))
      .update("\0");
  for (const text of texts) hash.update(`${text}\0`);
  return hash.digest("hex");
}

const fileOf = (name) => path.join(cache, "fingerprints", name);

/** The fingerprint that was remembered under `name`, or undefined. */
export function remembered(name) {
  return existsSync(fileOf(name)) ? readFileSync(fileOf(name), "utf8") : undefined;
}

export function remember(name, fingerprint) {
  mkdirSync(path.dirname(fileOf(name)), { recursive: true });
  writeFileSync(fileOf(name), fingerprint);
}
