import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { hubEndpoint } from "../environment.js";
import { checkCard, withCard } from "./cardFile.js";
import { type FolderFiles, filesOfModel } from "./files.js";
import type { PushOptions, PushResult } from "./options.js";
import { checkBranch, parseRepo } from "./repoName.js";
import { listing, urlOf } from "./result.js";
import { requireToken } from "./token.js";

/** What can be saved as Hugging Face's files: a model, an adapter, a tokenizer. */
export interface Savable {
  savePretrained(folder: string): Promise<void>;
}

/**
 * Uploads a folder, or what a model, adapter or tokenizer saves, to a repository of the Hugging Face Hub. The
 * repository is made when it is not there, private unless `private` is false. Only what belongs to a model goes
 * (`belongs.ts`), with a model card. The commit is checked file by file before it counts as done.
 * @param repo OWNER/NAME, or NAME for the token's user
 * @throws SummnbError that says what went wrong and whether anything was committed
 */
export async function pushToHub(
  what: string | Savable,
  repo: string,
  options: PushOptions = {},
): Promise<PushResult> {
  checkPush(repo, options);
  if (typeof what === "string") return pushFiles(filesOfModel(what), repo, { ...options, folder: what });
  // Said before minutes of saving, not after.
  if (!options.dryRun) requireToken(options.token, `Uploading to ${repo}`);
  const folder = await mkdtemp(path.join(tmpdir(), "summnb-push-"));
  try {
    await what.savePretrained(folder);
    return await pushFiles(filesOfModel(folder), repo, { ...options, folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws SummnbError for what can be seen to be wrong without asking anyone */
export function checkPush(repo: string, options: PushOptions): void {
  parseRepo(repo);
  hubEndpoint(options.endpoint);
  if (options.revision !== undefined) checkBranch(options.revision);
  checkCard(options);
}

/** Uploads files that were chosen before; `folder` is what the run store knows them by. */
export async function pushFiles(
  { files, leftOut }: FolderFiles,
  repo: string,
  options: PushOptions & { folder?: string },
): Promise<PushResult> {
  if (!options.dryRun) {
    // Loaded when it is needed: most programs upload nothing.
    const { sendFiles } = await import("./send.js");
    return sendFiles({ files, leftOut }, repo, options);
  }
  const { revision: branch = "main", private: isPrivate = true } = options;
  const { files: whole, card } = withCard(files, repo, undefined, options);
  return {
    repo,
    url: urlOf(hubEndpoint(options.endpoint), repo, branch),
    branch,
    private: isPrivate,
    dryRun: true,
    ...listing(whole),
    unchanged: [],
    leftOut,
    card,
    commit: null,
    pullRequest: null,
    notices: [],
  };
}
