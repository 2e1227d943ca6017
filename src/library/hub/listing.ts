/** What the Hub says of a repository, through @huggingface/hub, which is loaded only here. */
import path from "node:path";
import type { HubEntry } from "./cache.js";
import type { HubClient } from "./client.js";
import { HubError } from "./errors.js";
import { checkRelative, isCommit, type RepoId } from "./repoId.js";

/** The commit that a revision means now. */
export async function askCommit(client: HubClient, repo: RepoId, revision: string): Promise<string> {
  const { modelInfo, datasetInfo } = await import("@huggingface/hub");
  const { endpoint } = client.settings;
  const question = {
    name: repo.id,
    revision,
    hubUrl: endpoint,
    fetch: client.fetchFor({ repo, revision }),
    additionalFields: ["sha" as const],
  };
  const { sha } = repo.type === "model" ? await modelInfo(question) : await datasetInfo(question);
  if (!isCommit(sha)) throw notAHub(endpoint, "names no commit");
  return sha;
}

/** All files of a commit. */
export async function listCommit(client: HubClient, repo: RepoId, commit: string): Promise<HubEntry[]> {
  const { listFiles } = await import("@huggingface/hub");
  const { endpoint } = client.settings;
  const entries: HubEntry[] = [];
  const listed = listFiles({
    repo: { type: repo.type, name: repo.id },
    recursive: true,
    revision: commit,
    hubUrl: endpoint,
    fetch: client.fetchFor({ repo, revision: commit }),
  });
  for await (const { type, path: name, size, oid, lfs } of listed) {
    if (type !== "file") continue;
    const hash = lfs?.oid ?? oid ?? "";
    if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(hash) || !Number.isSafeInteger(size))
      throw notAHub(endpoint, `gives no hash of ${path.posix.basename(String(name))}`);
    entries.push({ path: checkRelative(name, "name of a file"), size: lfs?.size ?? size, hash });
  }
  return entries;
}

const notAHub = (endpoint: string, what: string) =>
  new HubError("notAHub", `What answers at ${endpoint} ${what}, as a Hub does: check HF_ENDPOINT.`);
