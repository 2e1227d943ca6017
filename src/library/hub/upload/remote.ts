import { createBranch, createRepo, HubApiError, modelInfo, pathsInfo, whoAmI } from "@huggingface/hub";
import { hashFile, type UploadFile } from "./files.js";
import type { Transfer } from "./transfer.js";

/** What every call to the Hub needs. */
export interface Remote {
  endpoint: string;
  token: string;
  transfer: Transfer;
}

type RemoteFile = Awaited<ReturnType<typeof pathsInfo>>[number];

const credentials = ({ endpoint, token, transfer }: Remote) => ({
  accessToken: token,
  hubUrl: endpoint,
  fetch: transfer.fetch,
});

const hasStatus = (error: unknown, status: number): boolean =>
  error instanceof HubApiError && error.statusCode === status;

/** Name of the token's user. */
export async function userName(remote: Remote): Promise<string> {
  return (await whoAmI(credentials(remote))).name;
}

/** Makes a model's repository; false when there was one. */
export async function ensureRepo(remote: Remote, repo: string, isPrivate: boolean): Promise<boolean> {
  try {
    await createRepo({ repo, visibility: isPrivate ? "private" : "public", ...credentials(remote) });
    return true;
  } catch (error) {
    if (hasStatus(error, 409)) return false;
    // A token for this one repository may write to it and still not make repositories.
    if (hasStatus(error, 403) && (await headOf(remote, repo, "main"))) return false;
    throw error;
  }
}

/** Makes a branch from the main one unless it is there. */
export async function ensureBranch(remote: Remote, repo: string, branch: string): Promise<void> {
  try {
    await createBranch({ repo, branch, ...credentials(remote) });
  } catch (error) {
    if (!hasStatus(error, 409)) throw error;
  }
}

export interface Head {
  /** Its newest commit; undefined while there is none. */
  commit: string | undefined;
  private: boolean;
}

/** A branch as it is now; undefined when there is no such repository or branch. */
export async function headOf(remote: Remote, repo: string, branch: string): Promise<Head | undefined> {
  try {
    const info = await modelInfo({
      name: repo,
      revision: branch,
      additionalFields: ["sha"],
      ...credentials(remote),
    });
    return { commit: info.sha, private: info.private };
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
}

/** The Hub is asked for this many files at once. */
const atOnce = 100;

/** Those of the files that a revision does not hold with the same content. */
export async function differingFiles(
  remote: Remote,
  repo: string,
  revision: string,
  files: readonly UploadFile[],
): Promise<UploadFile[]> {
  const there = new Map<string, RemoteFile>();
  for (let start = 0; start < files.length; start += atOnce) {
    const paths = files.slice(start, start + atOnce).map(({ path }) => path);
    const found = await pathsInfo({ repo, revision, paths, ...credentials(remote) });
    for (const file of found) there.set(file.path, file);
  }
  const differing: UploadFile[] = [];
  for (const file of files) if (!(await isSame(file, there.get(file.path)))) differing.push(file);
  return differing;
}

async function isSame(file: UploadFile, remote: RemoteFile | undefined): Promise<boolean> {
  if (remote?.type !== "file" || remote.size !== file.size) return false;
  return remote.lfs
    ? remote.lfs.oid === (await hashFile(file, "sha256"))
    : remote.oid === (await hashFile(file, "git"));
}

/** Text of a file in the repository; undefined when it is not there. */
export async function remoteText(
  { endpoint, token, transfer }: Remote,
  repo: string,
  revision: string,
  name: string,
): Promise<string | undefined> {
  const response = await transfer.fetch(
    `${endpoint}/${repo}/resolve/${encodeURIComponent(revision)}/${name}`,
    {
      headers: { Authorization: `Bearer ${token}` },
    },
  );
  if (response.ok) return response.text();
  await response.body?.cancel();
  if (response.status === 404) return undefined;
  throw new HubApiError(response.url, response.status);
}
