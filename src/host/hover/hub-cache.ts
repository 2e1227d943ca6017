/** Where Hugging Face's tools keep a downloaded model; looked at, never written. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

export function hubCache(env: NodeJS.ProcessEnv = process.env): string {
  const given = env.HF_HUB_CACHE || env.HUGGINGFACE_HUB_CACHE;
  if (given) return given;
  const home =
    env.HF_HOME || path.join(env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "huggingface");
  return path.join(home, "hub");
}

/** Folder of the newest snapshot of a model's main branch; undefined when it was never downloaded. */
export function cachedModel(id: string, cache = hubCache()): string | undefined {
  const repository = path.join(cache, `models--${id.replaceAll("/", "--")}`);
  const snapshots = path.join(repository, "snapshots");
  if (!existsSync(snapshots)) return undefined;
  const main = path.join(repository, "refs", "main");
  const commit = existsSync(main) ? readFileSync(main, "utf8").trim() : readdirSync(snapshots)[0];
  const folder = commit && path.join(snapshots, commit);
  return folder && existsSync(folder) ? folder : undefined;
}

/** Ids of all repositories of a kind that the cache has something of. */
export function cachedRepositories(kind: "model" | "dataset", cache = hubCache()): string[] {
  if (!existsSync(cache)) return [];
  const prefix = `${kind}s--`;
  return readdirSync(cache)
    .filter((name) => name.startsWith(prefix) && existsSync(path.join(cache, name, "snapshots")))
    .map((name) => name.slice(prefix.length).replace("--", "/"))
    .sort();
}
