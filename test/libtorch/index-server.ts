/** An index of wheels on this machine, as PyTorch's: a page a package with hashes, files by ranges, and faults. */
import { createReadStream, statSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { sha256Of } from "./wheels.js";

export interface Faults {
  /** The next answers end after so many bytes of their body, one a number. */
  cuts: number[];
  /** The page names this hash in place of the right one. */
  sha256?: string;
  /** Ranges are taken no notice of. */
  ignoresRanges?: boolean;
  /** Files are answered with this status, this many times. */
  refusals?: { status: number; times: number };
  /** Milliseconds before each piece of a file. */
  delay?: number;
}

export interface IndexServer {
  /** For `summnb.libtorch.index`. */
  index: string;
  faults: Faults;
  /** Method, path and range of each request. */
  requests: { method: string; path: string; range: string | undefined }[];
  close(): Promise<void>;
}

const pieceSize = 64 * 1024;

/** Serves files by their places, such as `cpu/torch` for a wheel of torch; `../libtorch/cpu` holds archives. */
export async function startIndexServer(files: Record<string, string[]>): Promise<IndexServer> {
  const state: Pick<IndexServer, "faults" | "requests"> = { faults: { cuts: [] }, requests: [] };
  const server = http.createServer((request, response) => {
    void answer(files, state, request, response).catch((error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    index: `http://127.0.0.1:${port}/whl`,
    ...state,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  files: Record<string, string[]>,
  { faults, requests }: Pick<IndexServer, "faults" | "requests">,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const { method = "GET" } = request;
  const address = decodeURIComponent(request.url ?? "/");
  requests.push({ method, path: address, range: request.headers.range });
  const page = files[address.replace(/^\/whl\//, "").replace(/\/$/, "")];
  if (page) {
    const links = await Promise.all(page.map((file) => link(file, faults.sha256)));
    response
      .setHeader("Content-Type", "text/html")
      .end(`<!DOCTYPE html><html><body>${links.join("<br>\n")}</body></html>`);
    return;
  }
  const file = Object.values(files)
    .flat()
    .find((known) => path.basename(known) === path.basename(address));
  if (!file) {
    response.writeHead(404).end("Not here");
    return;
  }
  if (faults.refusals && faults.refusals.times-- > 0) response.writeHead(faults.refusals.status).end();
  else await send(file, method, faults, request, response);
}

async function link(file: string, sha256: string | undefined): Promise<string> {
  const name = path.basename(file);
  return `<a href="../${encodeURIComponent(name)}#sha256=${sha256 ?? (await sha256Of(file))}">${name}</a>`;
}

async function send(
  file: string,
  method: string,
  faults: Faults,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const { size } = statSync(file);
  const asked = faults.ignoresRanges ? undefined : /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1];
  const start = Number(asked ?? 0);
  if (start > 0 && start >= size) {
    response.writeHead(416, { "Content-Range": `bytes */${size}` }).end();
    return;
  }
  const headers: http.OutgoingHttpHeaders = { "Content-Length": size - start };
  if (asked !== undefined) headers["Content-Range"] = `bytes ${start}-${size - 1}/${size}`;
  response.writeHead(asked === undefined ? 200 : 206, headers);
  if (method === "HEAD") {
    response.end();
    return;
  }
  const cut = faults.cuts.shift() ?? Number.POSITIVE_INFINITY;
  let sent = 0;
  for await (const chunk of createReadStream(file, { start, highWaterMark: pieceSize })) {
    if (faults.delay) await pause(faults.delay);
    if (response.destroyed) return;
    const piece = (chunk as Buffer).subarray(0, cut - sent);
    sent += piece.length;
    if (!response.write(piece)) await drained(response);
    if (sent >= cut) {
      // What is written has to leave before the connection breaks.
      await pause(20);
      response.destroy();
      return;
    }
  }
  response.end();
}

/** Resolves when there is room again, or nobody left to write to. */
function drained(response: http.ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.on("drain", done).on("close", done);
  });
}
