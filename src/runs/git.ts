import { execFileSync } from "node:child_process";
import type { GitState } from "./record.js";

/** State of the git work tree around `folder`; null when there is none, or no git. */
export function gitState(folder: string): GitState | null {
  const commit = git(folder, "rev-parse", "HEAD");
  if (commit === undefined) return null;
  const branch = git(folder, "symbolic-ref", "--short", "-q", "HEAD");
  const changes = git(folder, "status", "--porcelain", "--untracked-files=no");
  return { commit, branch: branch || null, dirty: changes !== "" };
}

function git(folder: string, ...args: string[]): string | undefined {
  try {
    return execFileSync("git", args, {
      cwd: folder,
      encoding: "utf8",
      timeout: 3000,
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined;
  }
}
