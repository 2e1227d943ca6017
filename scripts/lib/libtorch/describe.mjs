// What a folder holds of LibTorch. Reads two small files; loads nothing.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** The version that is downloaded and that the numbers are checked against. */
export const pinned = "2.13.0";
/** Minor versions whose headers the addon compiles with. */
export const supportedMinors = ["2.13", "2.11"];

const libraries = { darwin: "libtorch_cpu.dylib", win32: "torch_cpu.dll" };
const library = libraries[process.platform] ?? "libtorch_cpu.so";

export const minorOf = (version) => version.split(".").slice(0, 2).join(".");

function versionIn(folder) {
  const python = path.join(folder, "version.py");
  if (existsSync(python)) return /__version__ = '([^']+)'/.exec(readFileSync(python, "utf8"))?.[1];
  const archive = path.join(folder, "build-version");
  if (existsSync(archive)) return readFileSync(archive, "utf8").trim();
  const header = path.join(folder, "include/torch/headeronly/version.h");
  if (!existsSync(header)) return undefined;
  const text = readFileSync(header, "utf8");
  const number = (part) => new RegExp(`TORCH_VERSION_${part}\\s+(\\d+)`).exec(text)?.[1];
  return `${number("MAJOR")}.${number("MINOR")}.${number("PATCH")}`;
}

/**
 * `{ dir, version }` of the LibTorch in `folder` or in its `torch` subfolder (a `site-packages`),
 * or undefined when the library, the headers or the version are absent.
 */
export function describeLibTorch(folder) {
  for (const dir of [folder, path.join(folder, "torch")]) {
    const whole = [path.join("lib", library), "include/torch/csrc/api/include/torch/version.h"].every(
      (part) => existsSync(path.join(dir, part)),
    );
    const version = whole ? versionIn(dir) : undefined;
    if (version) return { dir: path.resolve(dir), version };
  }
  return undefined;
}
