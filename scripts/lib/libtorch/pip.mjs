// LibTorch out of PyTorch's Python wheel: pip downloads it (and verifies the hash that the index
// names), Node unpacks what summnb needs. Nothing is installed into any Python.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { run } from "../command.mjs";
import { python } from "../prerequisites.mjs";
import { unzip } from "../unzip.mjs";
import { pinned } from "./describe.mjs";

const unreachableAfterMs = 15_000;
const contact = /Found link|Downloading|Using cached|Processing|Saved/;
/** Any wheel holds the same C++ libraries, so a Python too new for PyTorch can fetch Debian 12's. */
const pythonVersions = [[], ["--python-version", "3.11", "--only-binary=:all:"]];

/** A library of the wheel that summnb loads: not Python's own, not CUDA's, not PyTorch's tests. */
const library =
  /^torch\/lib\/(?!.*(python|cuda|nvrtc|nvshmem|_test|_ops|backend_with))[^/]+\.(so[.\d]*|dylib|dll|lib)$/;
const wanted = [
  library,
  /^torch\/include\//,
  /^torch\/version\.py$/,
  /^torch\.libs\//,
  /^nvidia\/[^/]+\/lib\//,
];
const licence = /\.dist-info\/licenses\/(LICENSE|NOTICE)$/;

const place = (name) =>
  wanted.some((pattern) => pattern.test(name))
    ? name
    : licence.test(name)
      ? `torch/${path.basename(name)}`
      : undefined;

function sizeOf(folder) {
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  return entries
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => {
      // A file of pip's may be gone by now.
      const file = path.join(entry.parentPath ?? entry.path, entry.name);
      return sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0);
    }, 0);
}

/** Runs `pip download`; resolves to undefined on success, else to one line that says why not. */
async function pipDownload(args, folder, report) {
  const temporary = path.join(folder, "tmp");
  mkdirSync(temporary, { recursive: true });
  const abort = new AbortController();
  let reached = false;
  let total;
  const giveUp = setTimeout(() => reached || abort.abort(), unreachableAfterMs);
  const watch = setInterval(() => {
    const megabytes = Math.round(sizeOf(folder) / 1e6);
    if (megabytes)
      report(
        total ? `${Math.min(99, Math.round((100 * megabytes) / total))} % of ${total} MB` : `${megabytes} MB`,
      );
  }, 500);
  const fixed = [
    "-m",
    "pip",
    "download",
    "-v",
    "--progress-bar",
    "off",
    "--disable-pip-version-check",
    "--retries",
    "2",
  ];
  const { code, tail } = await run(python(), [...fixed, "--dest", folder, ...args], {
    name: "libtorch-pip",
    signal: abort.signal,
    env: { ...process.env, TMPDIR: temporary, TEMP: temporary },
    onLine(line) {
      reached ||= contact.test(line);
      total = Math.round(Number(/Downloading .*\(([\d.]+) MB\)/.exec(line)?.[1])) || total;
    },
  });
  clearTimeout(giveUp);
  clearInterval(watch);
  if (code === 0) return undefined;
  if (abort.signal.aborted) return "no answer within 15 s";
  return tail.split("\n").findLast((line) => line.startsWith("ERROR")) ?? tail.split("\n").at(-1);
}

const wheelsIn = (folder) => readdirSync(folder).filter((name) => name.endsWith(".whl"));

/**
 * A CUDA wheel's CPU library links against two small CUDA libraries; without them it can't load.
 * Fetches just those, at the versions that the wheel's own metadata asks for.
 */
async function cudaStubs(folder, staging, report) {
  const [metadata] = readdirSync(staging).filter((name) => name.startsWith("METADATA"));
  const toolkit = /Requires-Dist: cuda-toolkit\[[^\]]*\](==[\d.]+)/.exec(
    readFileSync(path.join(staging, metadata), "utf8"),
  );
  if (!toolkit) return "it is a CUDA build whose requirements set-up does not know";
  const extra = path.join(folder, "cuda");
  const failure = await pipDownload([`cuda-toolkit[cudart,cupti]${toolkit[1]}`], extra, report);
  if (failure) return failure;
  for (const wheel of wheelsIn(extra)) await unzip(path.join(extra, wheel), staging, place);
  return undefined;
}

const isCuda = (staging) => /^cuda.*= '/m.test(readFileSync(path.join(staging, "torch/version.py"), "utf8"));

/**
 * Puts LibTorch into `staging` (`staging/torch/lib`, `…/include`) from the wheel that pip finds with
 * `indexArgs`. Resolves to undefined, or to one line that says why it could not.
 */
export async function libTorchFromPip(indexArgs, staging, report) {
  const folder = path.join(staging, "download");
  let failure;
  for (const version of pythonVersions) {
    failure = await pipDownload([...indexArgs, ...version, "--no-deps", `torch==${pinned}`], folder, report);
    if (!failure) break;
  }
  if (failure) return failure;
  const metadata = (name) => (/^torch-[^/]+\.dist-info\/METADATA$/.test(name) ? "METADATA" : place(name));
  await unzip(path.join(folder, wheelsIn(folder)[0]), staging, metadata, (done) =>
    report(`unpacking, ${Math.round(100 * done)} %`),
  );
  return isCuda(staging) ? cudaStubs(folder, staging, report) : undefined;
}
