/** One file of a commit into the cache: by one process at a time, and there only when it is whole. */
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { type HubEntry, type Link, type RepoCache, sizeOf } from "./cache.js";
import type { HubClient } from "./client.js";
import { explainDisk } from "./disk.js";
import { pythonHolds, withLock } from "./lock.js";
import { type RepoId, repoPath } from "./repoId.js";
import { pause } from "./retry.js";
import { transfer } from "./transfer.js";

export interface FetchTask {
  repo: RepoId;
  commit: string;
  /** The revision that was asked for, for messages. */
  revision: string;
  entry: HubEntry;
  cache: RepoCache;
  onBytes: (received: number) => void;
  link?: Link;
}

/** Puts a commit's file into its snapshot, from the blobs where its content is there already. */
export async function fetchFile(client: HubClient, task: FetchTask): Promise<void> {
  try {
    await fetchAlone(client, task);
  } catch (error) {
    throw explainDisk(error, task.cache.folder, task.entry.path, task.entry.size);
  }
}

async function fetchAlone(client: HubClient, task: FetchTask): Promise<void> {
  const { cache, commit, entry, onBytes, link } = task;
  await mkdir(path.dirname(cache.blob(entry.hash)), { recursive: true });
  await withLock(cache.ownLock(entry.hash), { signal: client.signal }, async () => {
    while (await pythonHolds(cache.pythonLock(entry.hash))) await pause(100, client.signal);
    if (await cache.has(commit, entry)) return onBytes(entry.size);
    const isThere = (await sizeOf(cache.blob(entry.hash))) === entry.size;
    if (!isThere) await download(client, task);
    onBytes(entry.size);
    await cache.place(commit, entry, !isThere, link);
  });
}

async function download(
  client: HubClient,
  { repo, commit, revision, entry, cache, onBytes }: FetchTask,
): Promise<void> {
  const partial = cache.partial(entry.hash);
  const incomplete = cache.incomplete(entry.hash);
  await takeOver(incomplete, partial);
  const name = entry.path.split("/").map(encodeURIComponent).join("/");
  const url = `${client.settings.endpoint}/${repoPath(repo)}/resolve/${commit}/${name}`;
  const subject = { repo, revision, file: entry.path };
  try {
    await transfer(client, { url, subject, expected: entry, target: partial, onBytes });
  } catch (error) {
    // Python goes on where this ended, and so does the next call.
    if (((await sizeOf(partial)) ?? 0) > 0) await rename(partial, incomplete).catch(() => {});
    else await rm(partial, { force: true });
    throw error;
  }
  await rename(partial, cache.blob(entry.hash));
}

/** Goes on with what is further: an own beginning, which a killed process left, or the one under Python's name. */
async function takeOver(incomplete: string, partial: string): Promise<void> {
  const [theirs = 0, own = 0] = await Promise.all([sizeOf(incomplete), sizeOf(partial)]);
  // On Windows this fails while Python has the file open; then a new one is begun.
  if (theirs > own) await rename(incomplete, partial).catch(() => {});
}
