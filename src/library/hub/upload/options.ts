import type { CardOptions } from "./cardFile.js";
import type { UploadProgress } from "./push.js";
import type { TransferOptions } from "./transfer.js";

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
