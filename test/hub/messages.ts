import type { IncomingMessage, ServerResponse } from "node:http";
import { type Fault, sendBody } from "./faults.js";

/** The Hub itself, or the storage elsewhere that it redirects to for large files. */
export type Side = "hub" | "storage";

/** What a test can look at afterwards. */
export interface RecordedRequest {
  side: Side;
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingMessage["headers"];
}

/** A request on its way through the handlers. */
export interface Exchange {
  side: Side;
  request: IncomingMessage;
  response: ServerResponse;
  method: string;
  /** Absolute. */
  url: URL;
  /** Still encoded. */
  path: string;
  fault: Fault | undefined;
}

/** Answers an exchange and says true, or leaves it to the next one. */
export type Handler<Server> = (exchange: Exchange, server: Server) => boolean | Promise<boolean>;

export function sendJson({ response, fault, method }: Exchange, value: unknown, status = 200): Promise<void> {
  const body = Buffer.from(JSON.stringify(value));
  response.statusCode = status;
  response.setHeader("Content-Type", "application/json; charset=utf-8");
  response.setHeader("Content-Length", body.length);
  return sendBody(response, method === "HEAD" ? Buffer.alloc(0) : body, fault);
}

/** An error as the Hub words it: in the body for people, in headers for its clients. */
export function sendError(exchange: Exchange, status: number, message: string, code?: string): Promise<void> {
  if (code) exchange.response.setHeader("X-Error-Code", code);
  if (!exchange.response.hasHeader("X-Error-Message"))
    exchange.response.setHeader("X-Error-Message", message);
  return sendJson(exchange, { error: message }, status);
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Content with what a range request asks of it. */
export async function sendContent(exchange: Exchange, content: Buffer): Promise<void> {
  const { request, response, method, fault } = exchange;
  response.setHeader("Accept-Ranges", "bytes");
  const asked = fault?.ignoreRange ? null : /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  let body = content;
  if (asked) {
    const start = Number(asked[1]);
    const end = Math.min(asked[2] === "" ? content.length : Number(asked[2]) + 1, content.length);
    if (start >= content.length) {
      response.setHeader("Content-Range", `bytes */${content.length}`);
      return sendError(exchange, 416, "Range Not Satisfiable");
    }
    response.statusCode = 206;
    response.setHeader("Content-Range", `bytes ${start}-${end - 1}/${content.length}`);
    body = content.subarray(start, end);
  }
  response.setHeader("Content-Length", body.length);
  await (method === "HEAD" ? response.end() : sendBody(response, body, fault));
}
