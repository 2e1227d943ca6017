/** The product's own folders for LibTorch, in the user's cache: all workspaces, windows and clones share them. */
import os from "node:os";
import path from "node:path";
import { pinnedVersion, type Variant, variants } from "./version.js";

/** summnb's cache folders, the one that is written to first: `SUMMNB_CACHE`, then the platform's own place. */
function cacheFolders(env: NodeJS.ProcessEnv): string[] {
  const home = env.HOME || os.homedir();
  const places: Partial<Record<NodeJS.Platform, () => string>> = {
    darwin: () => path.join(home, "Library", "Caches"),
    win32: () => env.LOCALAPPDATA || path.join(os.homedir(), "AppData", "Local"),
  };
  const usual = places[process.platform] ?? (() => env.XDG_CACHE_HOME || path.join(home, ".cache"));
  return [...(env.SUMMNB_CACHE ? [path.resolve(env.SUMMNB_CACHE)] : []), path.join(usual(), "summnb")];
}

const nameOf = (variant: Variant) => `libtorch-${pinnedVersion}-${variant}`;

/** Where LibTorch of a variant is put. */
export function targetFolder(variant: Variant, env: NodeJS.ProcessEnv = process.env): string {
  return path.join(cacheFolders(env)[0] as string, nameOf(variant));
}

/** Where it may be: what was fetched for CUDA goes before what is for the CPU alone. */
export function ownFolders(env: NodeJS.ProcessEnv = process.env): string[] {
  const folders = cacheFolders(env);
  return variants.flatMap((variant) => folders.map((folder) => path.join(folder, nameOf(variant))));
}
