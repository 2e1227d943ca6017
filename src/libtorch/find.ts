/** Which LibTorch is used: `SUMMNB_LIBTORCH`, the one of set-up, the product's own folder, an installed Python torch. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describeLibTorch, type LibTorch } from "./describe.js";
import { LibTorchError } from "./errors.js";
import { ownFolders } from "./folders.js";
import { pythonTorchFolder } from "./python.js";
import { minorOf, pinnedVersion } from "./version.js";

export interface FindOptions {
  env?: NodeJS.ProcessEnv;
  /** Version that the addon was compiled against. */
  builtFor?: string;
  /** The addon's folder: where set-up built it on this machine, a note beside it says what it was built with. */
  addonFolder?: string;
}

/**
 * The LibTorch of this machine that the addon can compute with, or undefined; asks Python last, for up to a few seconds.
 * @throws LibTorchError when `SUMMNB_LIBTORCH` names a folder without one, or with one of another version
 */
export function findLibTorch(options: FindOptions = {}): LibTorch | undefined {
  const { env = process.env, builtFor = pinnedVersion, addonFolder } = options;
  if (env.SUMMNB_LIBTORCH) return requireLibTorch(env.SUMMNB_LIBTORCH, "SUMMNB_LIBTORCH", builtFor);
  for (const folder of [...(addonFolder ? builtWith(addonFolder) : []), ...ownFolders(env)]) {
    const found = fitting(folder, builtFor);
    if (found) return found;
  }
  const python = pythonTorchFolder(env);
  return python === undefined ? undefined : fitting(python, builtFor);
}

function builtWith(addonFolder: string): string[] {
  const file = path.join(addonFolder, "build-info.json");
  return existsSync(file) ? [(JSON.parse(readFileSync(file, "utf8")) as { torchDir: string }).torchDir] : [];
}

function fitting(folder: string, builtFor: string): LibTorch | undefined {
  const found = describeLibTorch(folder);
  return found && minorOf(found.version) === minorOf(builtFor) ? found : undefined;
}

/**
 * The LibTorch of a folder that the user has named.
 * @param what who named it, as the message says
 * @throws LibTorchError when it has none, or one of another version
 */
export function requireLibTorch(folder: string, what: string, builtFor = pinnedVersion): LibTorch {
  const found = describeLibTorch(folder);
  const minor = minorOf(builtFor);
  if (!found)
    throw new LibTorchError(
      `${what} is ${folder}, which holds no LibTorch: name a folder with LibTorch ${minor} in its “lib” (an unpacked LibTorch, or the “torch” folder of a Python), or none, and summnb finds its own.`,
    );
  if (minorOf(found.version) !== minor)
    throw new LibTorchError(
      `${what} is ${folder}, which holds LibTorch ${found.version}, and this build of summnb works with ${minor}.x: name a folder with that, or none, and summnb finds its own.`,
    );
  return found;
}
