import { createHash } from "node:crypto";
import { type Exchange, readBody, sendError, sendJson } from "./messages.js";
import type { HubServer } from "./server.js";

const sha256 = (content: Buffer): string => createHash("sha256").update(content).digest("hex");

interface PendingUpload {
  size: number;
  /** Bytes of a part; undefined for an upload in one piece. */
  partSize: number | undefined;
  parts: Map<number, Buffer>;
}

/** Uploads to the storage of large files: in one piece, or in parts that are put together at the end. */
export class LfsUploads {
  /** Whole contents by their SHA-256. */
  readonly stored = new Map<string, Buffer>();
  readonly #pending = new Map<string, PendingUpload>();

  /** @param multipartFrom bytes from which a file is uploaded in parts of as many bytes */
  constructor(private readonly multipartFrom: number) {}

  /** What the Hub answers to a file of a batch: where it goes, or nothing where it is already. */
  action({ storage, url }: HubServer, repo: string, oid: string, size: number): object {
    if (this.stored.has(oid)) return { oid, size, authenticated: true };
    const isLarge = size > this.multipartFrom;
    const partSize = isLarge ? this.multipartFrom : undefined;
    this.#pending.set(oid, { size, partSize, parts: new Map() });
    const link = (query: string) =>
      `${storage.origin}/uploads/${oid}?${query}X-Amz-Signature=${signature(oid)}`;
    const upload = partSize
      ? {
          href: `${url}/${repo}.git/info/lfs/complete_multipart?oid=${oid}&signature=${signature(oid)}`,
          header: {
            chunk_size: String(partSize),
            ...Object.fromEntries(
              Array.from({ length: Math.ceil(size / partSize) }, (_, i) => [
                String(i + 1).padStart(5, "0"),
                link(`partNumber=${i + 1}&`),
              ]),
            ),
          },
        }
      : { href: link("") };
    return { oid, size, authenticated: true, actions: { upload } };
  }

  /** A PUT to the storage. Like S3 it takes only whole bodies of signed URLs, and no second authorization. */
  async put(exchange: Exchange): Promise<void> {
    const { request, url, path, response, fault } = exchange;
    const oid = path.split("/").at(-1)!;
    const pending = this.#pending.get(oid);
    if (request.headers.authorization !== undefined)
      return sendError(exchange, 400, "Only one auth mechanism allowed");
    if (!pending || url.searchParams.get("X-Amz-Signature") !== signature(oid))
      return sendError(exchange, 403, "Access Denied");
    let body = await readBody(request);
    if (body.length !== Number(request.headers["content-length"]))
      return sendError(exchange, 400, "IncompleteBody");
    if (fault?.corrupt) {
      body = Buffer.from(body);
      body[0]! ^= 0xff;
    }
    if (fault?.truncate !== undefined) body = body.subarray(0, fault.truncate);
    const part = Number(url.searchParams.get("partNumber") ?? 1);
    pending.parts.set(part, body);
    if (!pending.partSize) this.#finish(oid, pending);
    response.setHeader("ETag", `"${createHash("md5").update(body).digest("hex")}"`);
    response.end();
  }

  /** The end of an upload in parts, which names every part by its ETag; its URL is signed, and no token comes. */
  async complete(exchange: Exchange): Promise<void> {
    const { oid, parts } = JSON.parse((await readBody(exchange.request)).toString()) as {
      oid: string;
      parts: { partNumber: number; etag: string }[];
    };
    const pending = this.#pending.get(oid);
    if (exchange.url.searchParams.get("signature") !== signature(oid))
      return sendError(exchange, 403, "Invalid signature");
    if (!pending?.partSize) return sendError(exchange, 404, "No such upload");
    const etag = (content: Buffer | undefined) =>
      content && `"${createHash("md5").update(content).digest("hex")}"`;
    const isWhole =
      parts.length === Math.ceil(pending.size / pending.partSize) &&
      parts.every((part) => part.etag === etag(pending.parts.get(part.partNumber)));
    if (!isWhole) return sendError(exchange, 400, "InvalidPart");
    this.#finish(oid, pending);
    return sendJson(exchange, {});
  }

  #finish(oid: string, { parts }: PendingUpload): void {
    const ordered = [...parts].sort(([a], [b]) => a - b).map(([, content]) => content);
    const content = Buffer.concat(ordered);
    // What arrived wrong is not that file; a commit that names it is refused.
    if (sha256(content) === oid) this.stored.set(oid, content);
  }
}

const signature = (oid: string) => createHash("sha256").update(`upload ${oid}`).digest("hex").slice(0, 32);
