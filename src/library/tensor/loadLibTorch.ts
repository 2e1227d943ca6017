/** Brings LibTorch into the process, before the addon that is linked against it. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { missingLibTorch } from "../../libtorch/errors.js";
import {
  findLibTorch,
  type LibTorch,
  libraryNames,
  ownFolders,
  pinnedVersion,
} from "../../libtorch/index.js";
import { SummnbError } from "../errors.js";

/** No LibTorch that fits is on this machine. */
export class MissingLibTorchError extends SummnbError {
  override readonly name = missingLibTorch;
}

interface Loader {
  /** Loads a library by its path. */
  load(file: string): void;
  /** Version that it, and the addon beside it, were compiled against. */
  torchVersion: string;
}

const require = createRequire(import.meta.url);

/**
 * Loads the LibTorch of this machine, with CUDA's part where it has one.
 * @param addonFolder holds the loader
 * @throws MissingLibTorchError when there is none; SummnbError when the one that is named does not fit or load
 */
export function loadLibTorch(addonFolder: string): void {
  const loader = require(path.join(addonFolder, "libtorch-loader.node")) as Loader;
  const libtorch = locate(loader.torchVersion, addonFolder);
  const { cpu, cuda } = libraryNames();
  try {
    loader.load(path.join(libtorch.dir, "lib", cpu));
  } catch (error) {
    throw new SummnbError(
      `LibTorch ${libtorch.version} in ${libtorch.dir} does not load (${(error as Error).message}): let SUMMNB_LIBTORCH name another, or fetch it anew with “summnb: Get LibTorch”.`,
    );
  }
  const cudaLibrary = path.join(libtorch.dir, "lib", cuda);
  if (!existsSync(cudaLibrary)) return;
  try {
    // This registers CUDA's operators with an addon that is linked against the CPU's library alone.
    loader.load(cudaLibrary);
  } catch (error) {
    process.emitWarning(
      `CUDA's part of LibTorch does not load, so summnb computes on the CPU (${(error as Error).message}).`,
    );
  }
}

function locate(builtFor: string, addonFolder: string): LibTorch {
  let found: LibTorch | undefined;
  try {
    found = findLibTorch({ builtFor, addonFolder });
  } catch (error) {
    throw new SummnbError((error as Error).message);
  }
  if (found) return found;
  throw new MissingLibTorchError(
    `LibTorch ${pinnedVersion} is not on this machine (neither in ${ownFolders().join(" nor in ")}, nor in a Python): get it with “summnb: Get LibTorch” in VS Code or \`pip install torch==${pinnedVersion}\`, or let SUMMNB_LIBTORCH name its folder.`,
  );
}
