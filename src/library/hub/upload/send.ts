import { SummnbError } from "../../errors.js";
import { hubEndpoint, isOffline } from "../environment.js";
import { withCard } from "./cardFile.js";
import { explainUpload } from "./explain.js";
import type { FolderFiles } from "./files.js";
import type { PushOptions, PushResult } from "./options.js";
import { commitFiles } from "./push.js";
import { ensureBranch, ensureRepo, type Head, headOf, type Remote, remoteText, userName } from "./remote.js";
import { listing, urlOf } from "./result.js";
import { requireToken } from "./token.js";
import { Transfer } from "./transfer.js";

interface Target {
  remote: Remote;
  /** OWNER/NAME. */
  repo: string;
  branch: string;
  /** The branch before the upload; undefined where the repository is new. */
  head: Head | undefined;
}

/** Opens the repository, makes it and the branch where they are missing, and does `work`; errors become sentences. */
async function withTarget<T>(
  repo: string,
  options: PushOptions,
  work: (target: Target) => Promise<T>,
): Promise<T> {
  if (isOffline())
    throw new SummnbError("HF_HUB_OFFLINE is set, so nothing is uploaded; unset it and push again.");
  const endpoint = hubEndpoint(options.endpoint);
  const branch = options.revision ?? "main";
  const token = requireToken(options.token, `Uploading to ${repo}`);
  const transfer = new Transfer(options);
  const remote: Remote = { endpoint, token: token.value, transfer };
  const context = { repo, endpoint, tokenSource: token.source, branch };
  try {
    if (!repo.includes("/")) context.repo = `${await userName(remote)}/${repo}`;
    const isNew = await ensureRepo(remote, context.repo, options.private ?? true);
    if (branch !== "main" && !options.createPr) await ensureBranch(remote, context.repo, branch);
    const head = isNew ? undefined : await headOf(remote, context.repo, branch);
    return await work({ remote, repo: context.repo, branch, head });
  } catch (error) {
    throw explainUpload(error, context);
  } finally {
    transfer.dispose();
  }
}

/** Makes a repository ready for later uploads, so that what can go wrong with it does so now; gives its whole name. */
export function openRepo(repo: string, options: PushOptions): Promise<string> {
  return withTarget(repo, options, async ({ repo: whole }) => whole);
}

/** Uploads files that were chosen before, with their card. */
export function sendFiles(
  { files, leftOut }: FolderFiles,
  wanted: string,
  options: PushOptions & { folder?: string },
): Promise<PushResult> {
  const isPrivate = options.private ?? true;
  return withTarget(wanted, options, async ({ remote, repo, branch, head }) => {
    const { endpoint } = remote;
    const theirs = head?.commit ? await remoteText(remote, repo, head.commit, "README.md") : undefined;
    const { files: whole, card } = withCard(files, repo, theirs, options);
    const { commit, pullRequest, unchanged } = await commitFiles(remote, whole, {
      repo,
      branch,
      createPr: options.createPr ?? false,
      message: options.commitMessage ?? "Upload with summnb",
      description: options.commitDescription,
      onProgress: options.onProgress,
    });
    const isExposed = isPrivate && head?.private === false;
    return {
      repo,
      url: urlOf(endpoint, repo, branch),
      branch,
      private: head?.private ?? isPrivate,
      dryRun: false,
      ...listing(whole),
      unchanged: unchanged.map(({ path }) => path),
      leftOut,
      card,
      commit,
      pullRequest: pullRequest ?? null,
      notices: isExposed
        ? [
            `${repo} was there before and is public, so everyone can see what was uploaded; ${endpoint}/${repo}/settings changes that.`,
          ]
        : [],
    };
  });
}
