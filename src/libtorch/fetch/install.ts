/** From archives to a folder that is used: unpacked under another name, looked at, and renamed when it is whole. */
import { mkdir, rename, rm, statfs, writeFile } from "node:fs/promises";
import path from "node:path";
import { describeLibTorch, type LibTorch } from "../describe.js";
import { LibTorchError } from "../errors.js";
import { targetFolder } from "../folders.js";
import { minorOf, pinnedVersion, type Variant } from "../version.js";
import type { Placing } from "./contents.js";
import { withLock } from "./lock.js";
import { unzip } from "./unzip.js";

export interface Progress {
  /** `waiting`: another window is at it. */
  stage: "waiting" | "downloading" | "unpacking";
  /** Bytes; the total is undefined where the source does not tell. */
  done: number;
  total: number | undefined;
}

export interface FetchOptions {
  env?: NodeJS.ProcessEnv;
  signal: AbortSignal;
  onProgress(progress: Progress): void;
}

export interface Archive {
  file: string;
  place: Placing;
}

/**
 * Puts LibTorch into the product's folder. `fetch` gets the archives into the folder that it is given, which stays
 * when it fails, so that the next try goes on with what has arrived.
 * @throws LibTorchError, or the signal's reason
 */
export async function install(
  variant: Variant,
  source: string,
  options: FetchOptions,
  fetch: (downloads: string) => Promise<Archive[]>,
): Promise<LibTorch> {
  const target = targetFolder(variant, options.env);
  const staging = `${target}.part`;
  const waiting = () => options.onProgress({ stage: "waiting", done: 0, total: undefined });
  try {
    return await withLock(`${target}.lock`, options.signal, waiting, async () => {
      const present = describeLibTorch(target);
      if (present) return present;
      const [downloads, tree] = [path.join(staging, "download"), path.join(staging, "tree")];
      await rm(tree, { recursive: true, force: true });
      await mkdir(downloads, { recursive: true });
      await unpack(await fetch(downloads), tree, options);
      const found = described(tree, source);
      await writeFile(
        path.join(tree, "source.json"),
        `${JSON.stringify({ version: found.version, source }, null, 2)}\n`,
      );
      await rename(tree, target);
      await rm(staging, { recursive: true, force: true });
      return describeLibTorch(target) as LibTorch;
    });
  } catch (error) {
    throw explain(error, target);
  }
}

async function unpack(
  archives: Archive[],
  tree: string,
  { signal, onProgress }: FetchOptions,
): Promise<void> {
  for (const { file, place } of archives) {
    try {
      await unzip(file, tree, {
        place,
        signal,
        onTotal: (bytes) => requireSpace(path.dirname(tree), bytes),
        onBytes: (done, total) => onProgress({ stage: "unpacking", done, total }),
      });
    } catch (error) {
      // Else the next try would trip over it again.
      if (error instanceof LibTorchError && error.isOfSource) await rm(file, { force: true });
      throw error;
    }
  }
}

function described(tree: string, source: string): LibTorch {
  const found = describeLibTorch(tree);
  if (!found) throw new LibTorchError(`what came from ${source} holds no LibTorch for this machine`, true);
  if (minorOf(found.version) === minorOf(pinnedVersion)) return found;
  throw new LibTorchError(
    `what came from ${source} is LibTorch ${found.version}, not ${pinnedVersion}`,
    true,
  );
}

/** @throws LibTorchError when so many bytes do not fit on the folder's disk */
export async function requireSpace(folder: string, bytes: number): Promise<void> {
  const space = await statfs(folder).catch(() => undefined);
  if (space && space.bavail * space.bsize < bytes)
    throw new LibTorchError(
      `there is no room in ${folder}: it needs ${Math.ceil(bytes / 1e6)} MB more; make room, or let SUMMNB_CACHE name a folder on another disk`,
    );
}

/** What the disk says, in words. */
function explain(error: unknown, target: string): unknown {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (["ENOSPC", "EDQUOT"].includes(code))
    return new LibTorchError(
      `the disk of ${path.dirname(target)} is full; make room, or let SUMMNB_CACHE name a folder on another disk`,
    );
  if (["EACCES", "EPERM", "EROFS", "ENOTDIR"].includes(code))
    return new LibTorchError(
      `${path.dirname(target)} can't be written to (${code}); let SUMMNB_CACHE name a folder of your own`,
    );
  return error;
}
