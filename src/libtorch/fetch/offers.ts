/** What this machine can be offered: from where, how large, and how it is done. The user decides. */
import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import path from "node:path";
import type { LibTorch } from "../describe.js";
import { LibTorchError } from "../errors.js";
import { findPython } from "../python.js";
import { pinnedVersion, type Variant } from "../version.js";
import { archivePlacing, wheelPlacing } from "./contents.js";
import { download } from "./download.js";
import { hostOf, sizeOf } from "./http.js";
import { type Archive, type FetchOptions, install, requireSpace } from "./install.js";
import { downloadWithPip } from "./pip.js";
import { cudaWheels } from "./requirements.js";
import { torchWheel } from "./wheels.js";

/** PyTorch's own index; a folder a variant, and in it a page a package. */
export const pytorchIndex = "https://download.pytorch.org/whl";

export interface Offer {
  kind: "index" | "pip" | "archive";
  variant: Variant;
  /** The host, or "pip". */
  from: string;
  /** Bytes to download; undefined where nobody tells. */
  bytes: number | undefined;
  run(options: FetchOptions): Promise<LibTorch>;
}

export interface Offers {
  offers: Offer[];
  /** Each source that has nothing to offer, and why, in words. */
  failures: string[];
}

export interface OfferOptions {
  /** Address of the index, such as a mirror of PyTorch's. */
  index: string;
  hasGpu: boolean;
  signal: AbortSignal;
  env?: NodeJS.ProcessEnv;
}

/** The index's offers; where it has none, those of pip and of PyTorch's archive. Rejects only when the signal aborts. */
export async function findOffers(options: OfferOptions): Promise<Offers> {
  const index = options.index.replace(/\/+$/, "");
  const found: Offers = { offers: [], failures: [] };
  const consider = async (source: string, offer: () => Promise<Offer>) => {
    try {
      found.offers.push(await offer());
    } catch (error) {
      options.signal.throwIfAborted();
      if (!(error instanceof LibTorchError)) throw error;
      found.failures.push(`${source}: ${error.message}`);
    }
  };
  await consider("PyTorch's index", () => indexOffer(`${index}/cpu`, "cpu", options.signal));
  if (found.offers.length > 0) {
    if (options.hasGpu)
      await consider("PyTorch's CUDA index", () => indexOffer(`${index}/cu130`, "cu130", options.signal));
    return found;
  }
  await consider("pip", async () => pipOffer(options.env));
  await consider("PyTorch's archive", () => archiveOffer(index, options.signal));
  return found;
}

interface Part {
  name: string;
  url: string;
  sha256: string | undefined;
  bytes: number | undefined;
}

async function indexOffer(index: string, variant: Variant, signal: AbortSignal): Promise<Offer> {
  const torch = await torchWheel(index, pinnedVersion, signal);
  const others = variant === "cpu" ? [] : await cudaWheels(index, torch, signal);
  const parts = await Promise.all(
    [torch, ...others].map(async (wheel) => ({ ...wheel, bytes: await sizeOf(wheel.url, signal) })),
  );
  const from = hostOf(torch.url);
  const place = wheelPlacing(variant);
  return {
    kind: "index",
    variant,
    from,
    bytes: sumOf(parts),
    run: (options) =>
      install(variant, from, options, async (downloads) => {
        const files = await downloadAll(parts, downloads, options);
        return files.map((file) => ({ file, place }));
      }),
  };
}

function pipOffer(env: NodeJS.ProcessEnv | undefined): Offer {
  if (!findPython(env)) throw new LibTorchError("there is no Python 3 on the PATH whose pip could fetch it");
  const run = (options: FetchOptions) =>
    install("cpu", "pip", options, (downloads) => downloadWithPip(downloads, options));
  return { kind: "pip", variant: "cpu", from: "pip", bytes: undefined, run };
}

const archives: Record<string, string> = {
  "linux-x64": `libtorch-shared-with-deps-${pinnedVersion}%2Bcpu.zip`,
  "darwin-arm64": `libtorch-macos-arm64-${pinnedVersion}.zip`,
  "win32-x64": `libtorch-win-shared-with-deps-${pinnedVersion}%2Bcpu.zip`,
};

/** PyTorch names no hash for its archives: the connection's certificate and the zip's own checksums have to do. */
async function archiveOffer(index: string, signal: AbortSignal): Promise<Offer> {
  const name = archives[`${process.platform}-${process.arch}`];
  if (!name) throw new LibTorchError(`PyTorch has no archive for ${process.platform} on ${process.arch}`);
  const url = new URL(`../libtorch/cpu/${name}`, `${index}/`).href;
  const part = { name: decodeURIComponent(name), url, sha256: undefined, bytes: await sizeOf(url, signal) };
  const from = hostOf(url);
  const fetch = async (downloads: string, options: FetchOptions): Promise<Archive[]> => {
    const files = await downloadAll([part], downloads, options);
    return files.map((file) => ({ file, place: archivePlacing }));
  };
  const run = (options: FetchOptions) =>
    install("cpu", from, options, (downloads) => fetch(downloads, options));
  return { kind: "archive", variant: "cpu", from, bytes: part.bytes, run };
}

function sumOf(parts: Part[]): number | undefined {
  return parts.reduce<number | undefined>(
    (sum, { bytes }) => (sum === undefined || bytes === undefined ? undefined : sum + bytes),
    0,
  );
}

/** All parts, one after the other, counted together. */
async function downloadAll(parts: Part[], folder: string, options: FetchOptions): Promise<string[]> {
  const total = sumOf(parts);
  const tasks = parts.map((part) => ({ ...part, file: path.join(folder, `${keyOf(part)}-${part.name}`) }));
  if (total !== undefined) {
    const sizes = tasks.map(({ file }) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
    await requireSpace(folder, total - sizes.reduce((sum, size) => sum + size, 0));
  }
  let before = 0;
  for (const { url, sha256, file } of tasks) {
    let here = 0;
    await download({
      url,
      file,
      sha256,
      signal: options.signal,
      onBytes(received) {
        here = received;
        options.onProgress({ stage: "downloading", done: before + received, total });
      },
    });
    before += here;
  }
  return tasks.map(({ file }) => file);
}

/** Another content is another file, so that what is left of an older one is not gone on with. */
function keyOf({ url, sha256 }: Part): string {
  return createHash("sha256").update(`${url} ${sha256}`).digest("hex").slice(0, 12);
}
