import { pathToFileURL } from "node:url";
import { type CommitOutput, commitIter, HubApiError } from "@huggingface/hub";
import { SummnbError } from "../../errors.js";
import type { UploadFile } from "./files.js";
import { differingFiles, headOf, type Remote } from "./remote.js";

/** How far an upload is. */
export interface UploadProgress {
  /** Bytes of files that are hashed and sent, and of all that will be. */
  done: number;
  total: number;
  /** What happens now. */
  phase: "preparing" | "uploading" | "committing" | "verifying";
}

export interface CommitOptions {
  repo: string;
  branch: string;
  createPr: boolean;
  message: string;
  description: string | undefined;
  onProgress: ((progress: UploadProgress) => void) | undefined;
}

export interface Committed {
  /** Commit that holds all files. */
  commit: string;
  pullRequest: string | undefined;
  /** Files that the repository had already, with the same content. */
  unchanged: UploadFile[];
}

/**
 * Commits files to a repository that is there, those of them that differ from what it has, and then asks the Hub
 * whether the commit holds every one of them.
 * @throws SummnbError when it does not; whatever the Hub's answers were, nothing half-done counts as done
 */
export async function commitFiles(
  remote: Remote,
  files: readonly UploadFile[],
  options: CommitOptions,
): Promise<Committed> {
  const { repo, branch, createPr } = options;
  const head = await headOf(remote, repo, branch);
  const parent = head?.commit;
  const changed = parent === undefined ? [...files] : await differingFiles(remote, repo, parent, files);
  const unchanged = files.filter((file) => !changed.includes(file));
  if (changed.length === 0) return { commit: parent!, pullRequest: undefined, unchanged };
  const { commit, pullRequest } = await sendCommit(remote, changed, parent, options);
  options.onProgress?.({ phase: "verifying", ...bytes(changed, 1) });
  // A commit of a pull request is found by its id, as any other.
  await verify(remote, changed, { repo, revision: commit, where: createPr ? "the pull request" : branch });
  return { commit, pullRequest, unchanged };
}

const sizeOf = (files: readonly UploadFile[]): number => files.reduce((sum, { size }) => sum + size, 0);
const bytes = (files: readonly UploadFile[], share: number) => ({
  done: share * sizeOf(files),
  total: sizeOf(files),
});

async function sendCommit(
  remote: Remote,
  files: readonly UploadFile[],
  parentCommit: string | undefined,
  options: CommitOptions,
): Promise<{ commit: string; pullRequest: string | undefined }> {
  const { repo, branch, createPr, message, description } = options;
  try {
    const output = await followed(
      commitIter({
        repo,
        branch,
        isPullRequest: createPr,
        title: message,
        description,
        // A commit that was repeated because its answer was lost would be refused: its parent is no longer the newest.
        parentCommit,
        // Xet is the Hub's newer storage; LFS is what every Hub has.
        useXet: false,
        operations: files.map((file) => ({
          operation: "addOrUpdate",
          path: file.path,
          content: contentOf(file),
        })),
        accessToken: remote.token,
        hubUrl: remote.endpoint,
        fetch: remote.transfer.fetch,
        abortSignal: remote.transfer.signal,
      }),
      files,
      options,
    );
    if (!output?.commit.oid)
      throw new SummnbError(`The Hub did not name the commit to ${repo}; look at it there.`);
    return { commit: output.commit.oid, pullRequest: output.pullRequestUrl };
  } catch (error) {
    const head = await wentThrough(remote, files, error, options);
    if (head === undefined) throw error;
    return { commit: head, pullRequest: undefined };
  }
}

/** The commit that holds all files although the answer to it was lost; undefined when there is none. */
async function wentThrough(
  remote: Remote,
  files: readonly UploadFile[],
  error: unknown,
  { repo, branch, createPr }: CommitOptions,
): Promise<string | undefined> {
  if (!remote.transfer.commitIsUncertain || remote.transfer.signal.aborted) return undefined;
  if (createPr)
    throw new SummnbError(
      `The connection broke while the pull request to ${repo} was made (${(error as Error).message}); look whether it is there before you push again.`,
    );
  if (error instanceof HubApiError && error.statusCode < 500 && error.statusCode !== 412) return undefined;
  try {
    const commit = (await headOf(remote, repo, branch))?.commit;
    if (commit === undefined) return undefined;
    return (await differingFiles(remote, repo, commit, files)).length === 0 ? commit : undefined;
  } catch {
    // The first error says more.
    return undefined;
  }
}

function contentOf({ source }: UploadFile): Blob | URL {
  return "text" in source ? new Blob([source.text]) : pathToFileURL(source.file);
}

/** Runs a commit to its end and tells how far it is. */
async function followed(
  events: ReturnType<typeof commitIter>,
  files: readonly UploadFile[],
  { onProgress }: CommitOptions,
): Promise<CommitOutput | undefined> {
  const sizes = new Map(files.map(({ path, size }) => [path, size]));
  const total = sizeOf(files);
  const sent = new Map<string, number>();
  let phase: UploadProgress["phase"] = "preparing";
  for (;;) {
    const { done, value } = await events.next();
    if (done) return value;
    if (value.event === "phase") phase = value.phase === "committing" ? "committing" : phase;
    else if (value.state === "uploading") {
      phase = "uploading";
      sent.set(value.path, value.progress * (sizes.get(value.path) ?? 0));
    }
    onProgress?.({ phase, done: Math.round([...sent.values()].reduce((sum, each) => sum + each, 0)), total });
  }
}

async function verify(
  remote: Remote,
  files: readonly UploadFile[],
  { repo, revision, where }: { repo: string; revision: string; where: string },
): Promise<void> {
  const differing = await differingFiles(remote, repo, revision, files);
  if (differing.length === 0) return;
  const names = differing.map(({ path }) => path);
  const shown = names.slice(0, 3).join(", ") + (names.length > 3 ? ` and ${names.length - 3} more` : "");
  throw new SummnbError(
    `The commit ${revision.slice(0, 12)} to ${where} of ${repo} does not hold ${shown} as here (it was cut off, or the file changed during the upload); push again.`,
  );
}
