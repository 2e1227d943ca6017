import { createHash } from "node:crypto";
import { findRepo } from "./access.js";
import { type Exchange, sendContent, sendError } from "./messages.js";
import type { RepoType } from "./repository.js";
import type { HubServer } from "./server.js";

const route =
  /^\/(?:(dataset)s\/)?([^/]+(?:\/[^/]+)?)\/(resolve|raw)\/((?:refs\/(?:convert|pr)\/[^/]+)|[^/]+)\/(.+)$/;
const cached = /^\/api\/resolve-cache\/(model|dataset)s\/([^/]+(?:\/[^/]+)?)\/([0-9a-f]{40})\/(.+)$/;

/**
 * Files: a small one is redirected to the same host's cache, a large one to storage elsewhere under a signed URL,
 * both with headers that say what file it is.
 */
export async function resolve(exchange: Exchange, server: HubServer): Promise<boolean> {
  const isCached = cached.exec(exchange.path);
  const match = isCached
    ? [isCached[0], isCached[1], isCached[2], "cache", isCached[3], isCached[4]]
    : route.exec(exchange.path);
  if (!match || !["GET", "HEAD"].includes(exchange.method)) return false;
  const [type = "model", id, kind, revision, path] = match
    .slice(1)
    .map((part) => part && decodeURIComponent(part));
  const place = await findRepo(exchange, server, { type: type as RepoType, id: id!, content: true });
  if (!place) return true;
  const { response } = exchange;
  const commit = place.repo.resolve(revision!);
  if (commit === undefined) {
    await sendError(exchange, 404, `Invalid rev id: ${revision}`, "RevisionNotFound");
    return true;
  }
  response.setHeader("X-Repo-Commit", commit);
  const file = place.repo.commits.get(commit)!.get(path!);
  if (!file) {
    await sendError(exchange, 404, "Entry not found", "EntryNotFound");
    return true;
  }
  const { content, oid, lfs } = file;
  if (lfs && kind === "resolve") {
    response.setHeader("X-Linked-Size", content.length);
    response.setHeader("X-Linked-ETag", `"${lfs.sha256}"`);
    response.setHeader("ETag", `"${oid}"`);
    redirect(exchange, 302, server.storage.link(lfs.sha256, content));
  } else if (kind === "resolve") {
    response.setHeader("X-Linked-Size", content.length);
    response.setHeader("X-Linked-ETag", `"${oid}"`);
    response.setHeader("ETag", `"${oid}"`);
    const place = `/api/resolve-cache/${type}s/${id}/${commit}/${encodeURI(path!)}`;
    redirect(exchange, 307, `${place}?etag=${encodeURIComponent(`"${oid}"`)}`);
  } else {
    response.setHeader("ETag", `"${oid}"`);
    await sendContent(exchange, content);
  }
  return true;
}

function redirect({ response, method }: Exchange, status: number, location: string): void {
  const body =
    method === "HEAD" ? "" : `${status === 302 ? "Found" : "Temporary Redirect"}. Redirecting to ${location}`;
  response.statusCode = status;
  response.setHeader("Location", location);
  response.setHeader("Content-Length", Buffer.byteLength(body));
  response.end(body);
}

/** The storage of large files, on another origin than the Hub. */
export class Storage {
  readonly #contents = new Map<string, Buffer>();

  constructor(readonly origin: string) {}

  /** A signed URL for a content. */
  link(sha256: string, content: Buffer): string {
    this.#contents.set(sha256, content);
    return `${this.origin}/repos/${sha256}?X-Amz-Expires=3600&X-Amz-Signature=${signature(sha256)}`;
  }

  /** Like S3 it refuses a request that is signed twice, by its URL and by a token that should not have come. */
  async answer(exchange: Exchange): Promise<void> {
    const sha256 = exchange.path.split("/").at(-1)!;
    const content = this.#contents.get(sha256);
    if (exchange.request.headers.authorization !== undefined)
      return sendError(exchange, 400, "Only one auth mechanism allowed");
    if (!content || exchange.url.searchParams.get("X-Amz-Signature") !== signature(sha256))
      return sendError(exchange, 403, "Access Denied");
    exchange.response.setHeader("ETag", `"${createHash("md5").update(content).digest("hex")}"`);
    return sendContent(exchange, content);
  }
}

const signature = (sha256: string) =>
  createHash("sha256").update(`signed ${sha256}`).digest("hex").slice(0, 32);
