import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SummnbError } from "../../errors.js";
import { isLarge } from "./belongs.js";
import { type CardOptions, checkCard, withCard } from "./cardFile.js";
import { explainUpload } from "./explain.js";
import { type FolderFiles, filesOfModel, type UploadFile } from "./files.js";
import { commitFiles, type UploadProgress } from "./push.js";
import { ensureBranch, ensureRepo, headOf, type Remote, remoteText, userName } from "./remote.js";
import { checkBranch, hubEndpoint, parseRepo } from "./repoName.js";
import { requireToken } from "./token.js";
import { Transfer, type TransferOptions } from "./transfer.js";

export interface PushOptions extends TransferOptions, CardOptions {
  /** Whether a repository that is made is private; default true. One that is there stays as it is. */
  private?: boolean;
  /** First line of the commit's message; default "Upload with summnb". */
  commitMessage?: string;
  commitDescription?: string;
  /** Branch to commit to; it is made from the main one when it is not there. Default "main". */
  revision?: string;
  /** Open a pull request instead of changing the branch. */
  createPr?: boolean;
  /** Default is the one that VS Code keeps, HF_TOKEN, or that of `hf auth login`. It is written nowhere. */
  token?: string;
  /** The Hub's address; default HF_ENDPOINT, else https://huggingface.co. */
  endpoint?: string;
  /** Only say what would be uploaded; no request is made. */
  dryRun?: boolean;
  onProgress?: (progress: UploadProgress) => void;
}

export interface PushedFile {
  path: string;
  /** Bytes. */
  size: number;
  /** Whether it goes to the Hub's large-file storage. */
  large: boolean;
}

/** What an upload did, or with `dryRun` would do. */
export interface PushResult {
  repo: string;
  /** Of the repository, or of the branch. */
  url: string;
  branch: string;
  private: boolean;
  dryRun: boolean;
  files: PushedFile[];
  /** Files that the repository had already. */
  unchanged: string[];
  /** What of the folder does not belong to the model. */
  leftOut: string[];
  totalBytes: number;
  /** Whether README.md is a card written now, the one that was there, or there is none. */
  card: "written" | "kept" | "none";
  /** Null for a dry run. */
  commit: string | null;
  pullRequest: string | null;
  /** What the user should know, in sentences. */
  notices: string[];
}

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
  parseRepo(repo);
  if (options.revision !== undefined) checkBranch(options.revision);
  checkCard(options);
  if (typeof what === "string") return pushFiles(filesOfModel(what), repo, { ...options, folder: what });
  // Said before hours of saving, not after.
  if (!options.dryRun) requireToken(options.token, `Uploading to ${repo}`);
  const folder = await mkdtemp(path.join(tmpdir(), "summnb-push-"));
  try {
    await what.savePretrained(folder);
    return await pushFiles(filesOfModel(folder), repo, { ...options, folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Uploads files that were chosen before; `folder` is where a README.md of the user's would be. */
export async function pushFiles(
  { files, leftOut }: FolderFiles,
  repo: string,
  options: PushOptions & { folder?: string },
): Promise<PushResult> {
  const endpoint = hubEndpoint(options.endpoint);
  const branch = options.revision ?? "main";
  const isPrivate = options.private ?? true;
  const result = {
    repo,
    url: urlOf(endpoint, repo, branch),
    branch,
    private: isPrivate,
    dryRun: options.dryRun ?? false,
    leftOut,
    unchanged: [] as string[],
    commit: null,
    pullRequest: null,
    notices: [] as string[],
  };
  if (options.dryRun) {
    const { files: whole, card } = withCard(files, repo, undefined, options);
    return { ...result, ...listing(whole), card };
  }
  if (/^(1|true|yes|on)$/i.test(process.env.HF_HUB_OFFLINE ?? ""))
    throw new SummnbError("HF_HUB_OFFLINE is set, so nothing is uploaded; unset it and push again.");
  const token = requireToken(options.token, `Uploading to ${repo}`);
  const transfer = new Transfer(options);
  const remote: Remote = { endpoint, token: token.value, transfer };
  const context = { repo, endpoint, tokenSource: token.source, branch };
  try {
    const full = repo.includes("/") ? repo : `${await userName(remote)}/${repo}`;
    context.repo = full;
    const isNew = await ensureRepo(remote, full, isPrivate);
    if (branch !== "main" && !options.createPr) await ensureBranch(remote, full, branch);
    const head = isNew ? undefined : await headOf(remote, full, branch);
    const theirs = head?.commit ? await remoteText(remote, full, head.commit, "README.md") : undefined;
    const { files: whole, card } = withCard(files, full, theirs, options);
    const committed = await commitFiles(remote, whole, {
      repo: full,
      branch,
      createPr: options.createPr ?? false,
      message: options.commitMessage ?? "Upload with summnb",
      description: options.commitDescription,
      onProgress: options.onProgress,
    });
    const isPublic = head?.private === false;
    return {
      ...result,
      ...listing(whole),
      repo: full,
      url: urlOf(endpoint, full, branch),
      private: head?.private ?? isPrivate,
      unchanged: committed.unchanged.map(({ path: name }) => name),
      card,
      commit: committed.commit,
      pullRequest: committed.pullRequest ?? null,
      notices:
        isPublic && isPrivate
          ? [
              `${full} was there before and is public, so everyone can see what was uploaded; ${endpoint}/${full}/settings changes that.`,
            ]
          : [],
    };
  } catch (error) {
    throw explainUpload(error, context);
  } finally {
    transfer.dispose();
  }
}

function urlOf(endpoint: string, repo: string, branch: string): string {
  return `${endpoint}/${repo}${branch === "main" ? "" : `/tree/${encodeURIComponent(branch)}`}`;
}

function listing(files: readonly UploadFile[]): Pick<PushResult, "files" | "totalBytes"> {
  return {
    files: files.map(({ path: name, size }) => ({ path: name, size, large: isLarge(name, size) })),
    totalBytes: files.reduce((sum, { size }) => sum + size, 0),
  };
}
