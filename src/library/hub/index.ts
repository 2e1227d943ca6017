/** The Hugging Face Hub: files by id and revision, through Hugging Face's own cache. */
import type { HubOptions } from "./environment.js";
import { HubError } from "./errors.js";
import { matchesPattern } from "./glob.js";
import { describeRepo, type RepoId } from "./repoId.js";
import { openSnapshot } from "./snapshot.js";

export type { DownloadProgress, HubOptions } from "./environment.js";
export { HubError } from "./errors.js";
export type { RepoId } from "./repoId.js";
export type { RetryOptions } from "./retry.js";

/**
 * The local path of a repository's file, which is downloaded where the cache does not have it.
 * @throws HubError when the Hub does not give it, or offline and not in the cache
 */
export async function hubFile(repo: RepoId, file: string, options: HubOptions = {}): Promise<string> {
  const snapshot = await openSnapshot(repo, options);
  await snapshot.fetch([file]);
  return snapshot.file(file);
}

/**
 * The local folder of a repository at one commit, with all its files or those that match one of `patterns`
 * (as in a shell: `*.json`, `data/**`).
 * @throws HubError when the Hub does not give one of them, or offline and not in the cache
 */
export async function hubSnapshot(
  repo: RepoId,
  options: HubOptions & { patterns?: readonly string[] } = {},
): Promise<string> {
  const { patterns } = options;
  const snapshot = await openSnapshot(repo, options);
  const wanted = patterns
    ? snapshot.paths.filter((name) => patterns.some((pattern) => matchesPattern(name, pattern)))
    : snapshot.paths;
  if (wanted.length === 0)
    throw new HubError(
      "fileNotFound",
      `The ${describeRepo(repo)} has no file that matches ${patterns?.join(", ") ?? "anything"}.`,
    );
  await snapshot.fetch(wanted);
  return snapshot.folder;
}
