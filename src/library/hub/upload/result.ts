import { isLarge } from "./belongs.js";
import type { UploadFile } from "./files.js";
import type { PushResult } from "./options.js";

/** Where a branch of a repository can be looked at. */
export function urlOf(endpoint: string, repo: string, branch: string): string {
  return `${endpoint}/${repo}${branch === "main" ? "" : `/tree/${encodeURIComponent(branch)}`}`;
}

export function listing(files: readonly UploadFile[]): Pick<PushResult, "files" | "totalBytes"> {
  return {
    files: files.map(({ path, size }) => ({ path, size, large: isLarge(path, size) })),
    totalBytes: files.reduce((sum, { size }) => sum + size, 0),
  };
}
