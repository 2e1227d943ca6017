import { findRepo } from "./access.js";
import { type Exchange, readBody, sendError, sendJson } from "./messages.js";
import type { Repository, RepoType, StoredFile, Tree } from "./repository.js";
import type { HubServer } from "./server.js";

const route =
  /^\/api\/(model|dataset)s\/([^/]+(?:\/[^/]+)?)(?:\/(revision|tree|paths-info)\/((?:refs\/(?:convert|pr)\/[^/]+)|[^/]+)(?:\/(.*))?)?$/;

/** What the Hub tells about repositories: `/api/models/ID`, its tree, and single paths. */
export async function metadata(exchange: Exchange, server: HubServer): Promise<boolean> {
  const match = route.exec(exchange.path);
  if (!match) return false;
  const [, type, id, kind = "revision", revision = "HEAD", folder = ""] = match;
  if (kind === "paths-info" ? exchange.method !== "POST" : !["GET", "HEAD"].includes(exchange.method))
    return false;
  const place = await findRepo(exchange, server, { type: type as RepoType, id: decodeURIComponent(id!) });
  if (!place) return true;
  const { repo } = place;
  const commit = repo.resolve(decodeURIComponent(revision));
  if (commit === undefined) {
    await sendError(exchange, 404, `Invalid rev id: ${decodeURIComponent(revision)}`, "RevisionNotFound");
    return true;
  }
  const tree = repo.commits.get(commit)!;
  if (kind === "tree") await sendTree(exchange, tree, decodeURIComponent(folder), server.pageSize);
  else if (kind === "paths-info") await sendPaths(exchange, tree, commit);
  else await sendJson(exchange, info(repo, commit, tree));
  return true;
}

const info = (repo: Repository, commit: string, tree: Tree) => ({
  _id: "0123456789abcdef01234567",
  id: repo.id,
  ...(repo.type === "model" ? { modelId: repo.id } : {}),
  author: repo.id.split("/")[0],
  sha: commit,
  lastModified: "2024-01-01T00:00:00.000Z",
  createdAt: "2024-01-01T00:00:00.000Z",
  private: repo.private,
  gated: repo.gated ? "auto" : false,
  disabled: false,
  downloads: 0,
  likes: 0,
  tags: [],
  siblings: [...tree.keys()].map((rfilename) => ({ rfilename })),
});

const entry = (path: string, { content, oid, lfs }: StoredFile) => ({
  type: "file",
  oid,
  size: content.length,
  path,
  ...(lfs ? { lfs: { oid: lfs.sha256, size: content.length, pointerSize: lfs.pointerSize } } : {}),
});

/** Files and folders, those of folders too when asked, in pages that a Link header connects. */
async function sendTree(exchange: Exchange, tree: Tree, folder: string, pageSize: number): Promise<void> {
  const prefix = folder === "" ? "" : `${folder}/`;
  const query = exchange.url.searchParams;
  const entries = new Map<string, object>();
  for (const [path, file] of [...tree].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!path.startsWith(prefix)) continue;
    const parts = path.slice(prefix.length).split("/");
    const isRecursive = query.get("recursive") === "true" || query.get("recursive") === "True";
    for (let depth = 1; depth < (isRecursive ? parts.length : Math.min(parts.length, 2)); depth++) {
      const name = prefix + parts.slice(0, depth).join("/");
      entries.set(name, { type: "directory", oid: "0".repeat(40), size: 0, path: name });
    }
    if (isRecursive || parts.length === 1) entries.set(path, entry(path, file));
  }
  if (prefix !== "" && entries.size === 0)
    return sendError(exchange, 404, `${folder} does not exist on this revision`, "EntryNotFound");
  const start = Number(query.get("cursor") ?? 0);
  const page = [...entries.values()].slice(start, start + pageSize);
  if (start + pageSize < entries.size) {
    const next = new URL(exchange.url);
    next.searchParams.set("cursor", String(start + pageSize));
    exchange.response.setHeader("Link", `<${next.href}>; rel="next"`);
  }
  return sendJson(exchange, page);
}

async function sendPaths(exchange: Exchange, tree: Tree, commit: string): Promise<void> {
  const body = (await readBody(exchange.request)).toString();
  const isForm = exchange.request.headers["content-type"]?.includes("form-urlencoded");
  const form = isForm ? new URLSearchParams(body) : undefined;
  const { paths, expand }: { paths: string[]; expand?: boolean } = form
    ? { paths: form.getAll("paths"), expand: form.get("expand") === "True" }
    : JSON.parse(body);
  const lastCommit = { id: commit, title: "Upload", date: "2024-01-01T00:00:00.000Z" };
  const found = paths.flatMap((path) => {
    const file = tree.get(path);
    return file ? [{ ...entry(path, file), ...(expand ? { lastCommit } : {}) }] : [];
  });
  return sendJson(exchange, found);
}
