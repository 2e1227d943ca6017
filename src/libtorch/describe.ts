/** What a folder holds of LibTorch. Reads a small file; loads nothing. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { libraryNames } from "./version.js";

export interface LibTorch {
  /** The folder that holds `lib`. */
  dir: string;
  /** Such as "2.13.0+cpu". */
  version: string;
}

/** The LibTorch in `folder`, or in its `torch` (a `site-packages`); undefined when there is none or its version is nowhere. */
export function describeLibTorch(folder: string): LibTorch | undefined {
  for (const dir of [folder, path.join(folder, "torch")]) {
    const version = existsSync(path.join(dir, "lib", libraryNames().cpu)) ? versionIn(dir) : undefined;
    if (version) return { dir: path.resolve(dir), version };
  }
  return undefined;
}

/** From a Python package, from PyTorch's archive, or from the headers of a build. */
function versionIn(dir: string): string | undefined {
  const python = textOf(path.join(dir, "version.py"));
  if (python !== undefined) return /__version__ = '([^']+)'/.exec(python)?.[1];
  const archive = textOf(path.join(dir, "build-version"));
  if (archive !== undefined) return archive.trim();
  const header = textOf(path.join(dir, "include/torch/headeronly/version.h"));
  const numbers = ["MAJOR", "MINOR", "PATCH"].map(
    (part) => new RegExp(`TORCH_VERSION_${part}\\s+(\\d+)`).exec(header ?? "")?.[1],
  );
  return numbers.includes(undefined) ? undefined : numbers.join(".");
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
