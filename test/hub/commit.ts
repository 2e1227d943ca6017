import { authenticate, findRepo, type User } from "./access.js";
import { LfsUploads } from "./lfsUploads.js";
import { type Exchange, type Handler, readBody, sendError, sendJson } from "./messages.js";
import { type Repository, type RepoType, type StoredFile, storedFile } from "./repository.js";
import type { HubServer } from "./server.js";

export interface CommitHandlerOptions {
  /** Bytes from which a large file is uploaded in parts of as many bytes; default 5 GB, as the Hub does. */
  multipartFrom?: number;
  /** Bytes from which any file is a large one; default 10 MiB. */
  largeFrom?: number;
  /** Bytes of a commit's body that the Hub takes; default 100 MB. */
  commitLimit?: number;
  /** Files that commits silently lose: a Hub that says "done" and lies. */
  loses?: RegExp;
}

interface Call {
  exchange: Exchange;
  server: HubServer;
  repo: Repository;
  user: User;
  /** What follows the repository's id, decoded. */
  rest: string;
}

const repoRoute = /^\/api\/(model|dataset)s\/([^/]+\/[^/]+)\/(preupload|commit|branch)\/(.+)$/;
const lfsRoute = /^\/(?:(dataset)s\/)?([^/]+\/[^/]+)\.git\/info\/lfs\/(objects\/batch)$/;

/** The Hub's interface for writing: repositories, branches, large files, commits, pull requests, and who asks. */
export function commitHandlers(options: CommitHandlerOptions = {}): Handler<HubServer>[] {
  const uploads = new LfsUploads(options.multipartFrom ?? 5e9);
  const calls: Record<string, (call: Call) => Promise<void>> = {
    preupload: (call) => preupload(call, options),
    branch,
    commit: (call) => commit(call, uploads, options),
    "objects/batch": (call) => batch(call, uploads),
  };
  return [
    async (exchange) => {
      const { side, method, path } = exchange;
      const isPut = side === "storage" && method === "PUT";
      const isEnd = side === "hub" && method === "POST" && path.endsWith("/info/lfs/complete_multipart");
      if (isPut) await uploads.put(exchange);
      if (isEnd) await uploads.complete(exchange);
      return isPut || isEnd;
    },
    account,
    async (exchange, server) => {
      const match = repoRoute.exec(exchange.path) ?? lfsRoute.exec(exchange.path);
      if (!match || exchange.method !== "POST") return false;
      const [, type = "model", id, call, rest = ""] = match;
      const place = await findRepo(exchange, server, { type: type as RepoType, id: id! });
      if (!place) return true;
      const { repo, user } = place;
      if (!user) await sendError(exchange, 401, "Invalid username or password.");
      else if (!mayWrite(user, id!.split("/")[0]!))
        await sendError(exchange, 403, `Forbidden: pass a token with write access to ${id}.`);
      else await calls[call!]!({ exchange, server, repo, user, rest: decodeURIComponent(rest) });
      return true;
    },
  ];
}

const mayWrite = (user: User, namespace: string): boolean =>
  (user.canWrite ?? true) && user.name === namespace;

const jsonBody = async <T>({ request }: Exchange): Promise<T> =>
  JSON.parse((await readBody(request)).toString()) as T;

/** Who the token's user is, and new repositories. */
async function account(exchange: Exchange, server: HubServer): Promise<boolean> {
  const isCreation = exchange.path === "/api/repos/create" && exchange.method === "POST";
  if (exchange.side !== "hub" || (!isCreation && exchange.path !== "/api/whoami-v2")) return false;
  const user = await authenticate(exchange, server);
  if (user === undefined) await sendError(exchange, 401, "Invalid username or password.");
  else if (user !== false) await (isCreation ? create(exchange, server, user) : whoAmI(exchange, user));
  return true;
}

const whoAmI = (exchange: Exchange, { name, canWrite = true }: User): Promise<void> =>
  sendJson(exchange, {
    type: "user",
    id: "0123456789abcdef01234567",
    name,
    fullname: name,
    email: `${name}@example.org`,
    emailVerified: true,
    canPay: false,
    isPro: false,
    periodEnd: null,
    avatarUrl: "",
    orgs: [],
    auth: {
      type: "access_token",
      accessToken: {
        displayName: "test",
        role: canWrite ? "write" : "read",
        createdAt: "2024-01-01T00:00:00.000Z",
      },
    },
  });

async function create(exchange: Exchange, server: HubServer, user: User): Promise<void> {
  const body = await jsonBody<{
    name: string;
    organization?: string;
    type?: RepoType;
    visibility?: string;
    private?: boolean;
  }>(exchange);
  const type = body.type ?? "model";
  const namespace = body.organization ?? user.name;
  const id = `${namespace}/${body.name}`;
  if (!mayWrite(user, namespace))
    return sendError(
      exchange,
      403,
      `You don't have the rights to create a ${type} under the namespace "${namespace}"`,
    );
  const url = `${server.url}/${type === "model" ? "" : `${type}s/`}${id}`;
  if (server.repo(type, id))
    return sendJson(exchange, { error: `You already created this ${type} repo`, url }, 409);
  const isPrivate = body.private ?? body.visibility === "private";
  server.addRepo({
    type,
    id,
    private: isPrivate,
    files: { ".gitattributes": "*.safetensors filter=lfs diff=lfs merge=lfs -text\n" },
  });
  return sendJson(exchange, { url, name: id, id, private: isPrivate });
}

/** Branches are made from what the main one, or the given start, is now. */
async function branch({ exchange, repo, rest: name }: Call): Promise<void> {
  const { startingPoint = "main", overwrite = false } = await jsonBody<{
    startingPoint?: string;
    overwrite?: boolean;
  }>(exchange);
  if (repo.branches.has(name) && !overwrite) return sendError(exchange, 409, "Reference already exists");
  const start = repo.resolve(startingPoint);
  if (start === undefined)
    return sendError(exchange, 404, `Invalid rev id: ${startingPoint}`, "RevisionNotFound");
  repo.branches.set(name, start);
  return sendJson(exchange, {}, 201);
}

/** Says for each file whether it goes into the commit itself or to the storage of large files. */
async function preupload({ exchange, repo, rest }: Call, { largeFrom = 10 * 2 ** 20 }: CommitHandlerOptions) {
  const { files } = await jsonBody<{ files: { path: string; size: number; sample: string }[] }>(exchange);
  if (repo.resolve(rest) === undefined)
    return sendError(exchange, 404, `Invalid rev id: ${rest}`, "RevisionNotFound");
  if (!files.every(({ path, size, sample }) => path && size >= 0 && typeof sample === "string"))
    return sendError(exchange, 400, "Invalid preupload");
  const modes = files.map(({ path, size }) => {
    const isLarge = size >= largeFrom || storedFile(path, Buffer.alloc(0)).lfs !== undefined;
    return { path, uploadMode: isLarge ? "lfs" : "regular", shouldIgnore: false, oid: null };
  });
  return sendJson(exchange, { files: modes });
}

async function batch({ exchange, server, repo }: Call, uploads: LfsUploads): Promise<void> {
  const { objects, transfers = [] } = await jsonBody<{
    objects: { oid: string; size: number }[];
    transfers?: string[];
  }>(exchange);
  if (!objects.every(({ oid, size }) => /^[0-9a-f]{64}$/.test(oid) && size >= 0))
    return sendError(exchange, 422, "Invalid LFS objects");
  exchange.response.setHeader("X-Request-Id", "batch-1");
  return sendJson(exchange, {
    transfer: transfers.includes("multipart") ? "multipart" : "basic",
    objects: objects.map(({ oid, size }) => uploads.action(server, repo.id, oid, size)),
  });
}

type Line =
  | { key: "header"; value: { summary: string; description?: string; parentCommit?: string } }
  | { key: "file"; value: { path: string; content: string; encoding?: "base64" | "utf-8" } }
  | { key: "lfsFile"; value: { path: string; oid: string; algo: "sha256"; size?: number } }
  | { key: "deletedFile"; value: { path: string } };

/** A commit, or the first one of a pull request: all of its lines or none. */
async function commit(
  { exchange, server, repo, rest: branchName }: Call,
  uploads: LfsUploads,
  { commitLimit = 1e8, loses }: CommitHandlerOptions,
): Promise<void> {
  const body = await readBody(exchange.request);
  if (body.length > commitLimit) return sendError(exchange, 413, "Payload too large");
  const [header, ...lines] = body
    .toString()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
  if (header?.key !== "header" || !header.value.summary) return sendError(exchange, 400, "No commit header");
  const parent = repo.resolve(branchName);
  if (parent === undefined)
    return sendError(exchange, 404, `Invalid rev id: ${branchName}`, "RevisionNotFound");
  const { parentCommit } = header.value;
  if (parentCommit !== undefined && parentCommit !== parent)
    return sendError(exchange, 412, "A commit has happened since. Please refresh and try again.");
  const tree = new Map<string, StoredFile>(repo.commits.get(parent));
  for (const line of lines) {
    if (line.key === "header" || loses?.test(line.value.path)) continue;
    const wrong = apply(line, tree, uploads);
    if (wrong !== undefined) return sendError(exchange, 400, wrong);
  }
  const isPullRequest = exchange.url.searchParams.get("create_pr") === "1";
  const number = 1 + [...repo.branches.keys()].filter((name) => name.startsWith("refs/pr/")).length;
  const oid = repo.commit(tree, isPullRequest ? `refs/pr/${number}` : branchName);
  return sendJson(exchange, {
    success: true,
    commitOid: oid,
    commitUrl: `${server.url}/${repo.id}/commit/${oid}`,
    hookOutput: "",
    ...(isPullRequest ? { pullRequestUrl: `${server.url}/${repo.id}/discussions/${number}` } : {}),
  });
}

/** Changes the tree; gives what is wrong with a line. */
function apply(line: Exclude<Line, { key: "header" }>, tree: Map<string, StoredFile>, uploads: LfsUploads) {
  const { path } = line.value;
  if (path.startsWith("/") || path.split("/").includes("..")) return `Invalid path ${path}`;
  switch (line.key) {
    case "deletedFile":
      return tree.delete(path) ? undefined : `No such file ${path}`;
    case "file":
      tree.set(path, storedFile(path, Buffer.from(line.value.content, "base64"), false));
      return undefined;
    case "lfsFile": {
      const content = uploads.stored.get(line.value.oid);
      if (!content || content.length !== line.value.size)
        return `LFS pointer pointed to a file that does not exist: ${path}`;
      tree.set(path, storedFile(path, content, true));
      return undefined;
    }
    default:
      return "Unknown operation";
  }
}
