/** Wheels of torch for the tests: of the LibTorch that set-up found, or small ones in the same shape. */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { libraryNames } from "../../src/libtorch/index.js";
import { repositoryRoot } from "../golden/goldenData.js";
import { writeZip, type ZipContent } from "./zip.js";

const tags: Record<string, string> = {
  "linux-x64": "manylinux_2_28_x86_64",
  "linux-arm64": "manylinux_2_28_aarch64",
  "darwin-arm64": "macosx_14_0_arm64",
  "win32-x64": "win_amd64",
};
export const platformTag = tags[`${process.platform}-${process.arch}`] ?? "any";
export const wheelName = `torch-2.13.0+cpu-cp311-cp311-${platformTag}.whl`;

const versionFile = (version: string) => `__version__ = '${version}'\ncuda: Optional[str] = None\n`;

/** What a wheel of torch holds, in small: what is kept, and what is not. */
export function smallContents(version = "2.13.0+cpu"): Record<string, string> {
  return {
    [`torch/lib/${libraryNames().cpu}`]: "library ".repeat(20_000),
    "torch/lib/libtorch_python.so": "python's own",
    "torch/include/ATen/ATen.h": "#pragma once",
    "torch/nn/__init__.py": "import this",
    "torch/version.py": versionFile(version),
    "torch-2.13.0+cpu.dist-info/licenses/LICENSE": "From PyTorch",
    "torch-2.13.0+cpu.dist-info/METADATA": "Name: torch\nRequires-Dist: filelock\n",
  };
}

export async function packSmallWheel(folder: string, version?: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, wheelName);
  await writeZip(file, smallContents(version));
  return file;
}

/** The folder of the LibTorch that set-up built the addon with. */
export function builtWith(): string {
  const file = path.join(repositoryRoot, "native/build/build-info.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { torchDir: string }).torchDir;
}

/** A wheel of the real libraries; nothing is compressed, so that it is quickly made. */
export async function packRealWheel(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const torch = builtWith();
  const entries: Record<string, ZipContent> = { "torch/version.py": versionFile("2.13.0+cpu") };
  for (const name of readdirSync(path.join(torch, "lib")))
    entries[`torch/lib/${name}`] = { file: path.join(torch, "lib", name) };
  const licence = path.join(torch, "LICENSE");
  if (existsSync(licence)) entries["torch-2.13.0+cpu.dist-info/licenses/LICENSE"] = { file: licence };
  const file = path.join(folder, wheelName);
  await writeZip(file, entries);
  return file;
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
