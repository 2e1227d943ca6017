import { readdir, rm } from "node:fs/promises";
import path from "node:path";

/**
 * Removes from `folders` of `dist` what was built from sources that are gone: a test that was deleted would go on
 * running. `sources` are paths relative to the root, as `dist` mirrors it.
 */
export async function removeStaleOutputs(dist, folders, sources) {
  const known = new Set(sources.map((file) => path.normalize(file).replace(/\.ts$/, "")));
  for (const folder of folders) {
    const entries = await readdir(path.join(dist, folder), { recursive: true }).catch(() => []);
    const built = entries.filter((name) => /\.js(\.map)?$/.test(name)).map((name) => path.join(folder, name));
    const stale = built.filter((name) => !known.has(name.replace(/\.js(\.map)?$/, "")));
    await Promise.all(stale.map((name) => rm(path.join(dist, name))));
  }
}
