/**
 * LibTorch out of a Python wheel that pip downloads: it knows this machine's proxies, certificates and mirrors, and
 * checks the hash that its index names. Nothing is installed into any Python.
 */
import { spawn } from "node:child_process";
import { mkdir, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { LibTorchError } from "../errors.js";
import { findPython } from "../python.js";
import { pinnedVersion } from "../version.js";
import { wheelPlacing } from "./contents.js";
import type { Archive, FetchOptions } from "./install.js";
import { readEntry } from "./unzip.js";

/** Any wheel holds the same C++ libraries, so a Python too new for PyTorch can fetch another's. */
const pythonVersions = [[], ["--python-version", "3.11", "--only-binary=:all:"]];
const pollEvery = 500;

/** torch's wheel, and for a CUDA build the two small CUDA libraries without which its CPU library can't load. */
export async function downloadWithPip(downloads: string, options: FetchOptions): Promise<Archive[]> {
  const python = findPython(options.env ?? process.env);
  if (!python) throw new LibTorchError("there is no Python 3 on the PATH", true);
  const folder = path.join(downloads, "pip");
  await mkdir(folder, { recursive: true });
  let failure: unknown;
  for (const version of pythonVersions) {
    failure = await pip(python, [...version, "--no-deps", `torch==${pinnedVersion}`], folder, options).catch(
      (error: unknown) => error,
    );
    options.signal.throwIfAborted();
    if (failure === undefined) break;
  }
  if (failure !== undefined) throw failure;
  const torch = (await wheelsIn(folder)).find((file) => path.basename(file).startsWith("torch-"));
  if (!torch) throw new LibTorchError("pip left no wheel of torch", true);
  await fetchCudaStubs(python, torch, folder, options);
  return (await wheelsIn(folder)).map((file) => ({ file, place: wheelPlacing("cpu") }));
}

async function fetchCudaStubs(
  python: string,
  torch: string,
  folder: string,
  options: FetchOptions,
): Promise<void> {
  const version = await readEntry(torch, (name) => name === "torch/version.py");
  if (!/^cuda.*= '/m.test(version ?? "")) return;
  const metadata = (await readEntry(torch, (name) => /^torch-[^/]+\.dist-info\/METADATA$/.test(name))) ?? "";
  const toolkit = /^Requires-Dist: cuda-toolkit\[[^\]]*\](==[\d.]+)/m.exec(metadata)?.[1];
  if (!toolkit)
    throw new LibTorchError("pip's torch is a CUDA build whose requirements summnb does not know", true);
  await pip(python, [`cuda-toolkit[cudart,cupti]${toolkit}`], folder, options);
}

async function wheelsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith(".whl")).map((name) => path.join(folder, name));
}

/** Runs `pip download` to its end. @throws LibTorchError with pip's own words */
async function pip(python: string, args: string[], folder: string, options: FetchOptions): Promise<void> {
  const temporary = path.join(folder, "tmp");
  await mkdir(temporary, { recursive: true });
  const fixed = [
    "-m",
    "pip",
    "download",
    "--progress-bar",
    "off",
    "--disable-pip-version-check",
    "--retries",
    "2",
  ];
  const child = spawn(python, [...fixed, "--dest", folder, ...args], {
    // pip gathers a download in the temporary folder, where its bytes can be counted.
    env: { ...(options.env ?? process.env), TMPDIR: temporary, TEMP: temporary },
    signal: options.signal,
    stdio: ["ignore", "ignore", "pipe"],
    windowsHide: true,
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-4000);
  });
  const watch = setInterval(() => {
    void bytesIn(folder).then((done) => options.onProgress({ stage: "downloading", done, total: undefined }));
  }, pollEvery);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject).once("close", resolve);
    });
    if (code === 0) return;
  } finally {
    clearInterval(watch);
  }
  const lines = said.trim().split("\n");
  const reason = lines.findLast((line) => line.startsWith("ERROR")) ?? lines.at(-1) ?? "";
  throw new LibTorchError(
    `pip could not download it (${reason.replace(/^ERROR: /, "").slice(0, 300)})`,
    true,
  );
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    // A file of pip's may be gone by now.
    .map((entry) =>
      stat(path.join(entry.parentPath ?? entry.path, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
