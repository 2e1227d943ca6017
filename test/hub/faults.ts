import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Side } from "./messages.js";

/** Something that goes wrong with the next requests that match. */
export interface Fault {
  /** Default is both the Hub itself and the storage that large files are redirected to. */
  on?: Side;
  method?: string;
  /** Of the URL with its query; default is every request. */
  path?: string | RegExp;
  /** How many requests; default 1. */
  times?: number;
  /** Requests that match and still get through before. */
  after?: number;

  /** Answers with this status instead. */
  status?: number;
  headers?: Record<string, string>;
  /** Of an answer with `status`; `error` by default is a sentence. */
  body?: string;
  /** Ends the connection before any answer. */
  refuse?: boolean;
  /** Never answers. */
  hang?: boolean;
  /** Ends the connection after so many bytes of the body. */
  cutAfter?: number;
  /** Sends so many bytes of the body and says that this is all. */
  truncate?: number;
  /** Changes one byte of the body. */
  corrupt?: boolean;
  /** Sends the body in pieces of so many bytes, with `delay` ms before each. */
  slow?: { bytes: number; delay: number };
  /** Takes no notice of a range that is asked for. */
  ignoreRange?: boolean;
}

/** The faults that are due, in the order in which they were asked for. */
export class Faults {
  readonly #due: { fault: Fault; wait: number; left: number }[] = [];

  add(fault: Fault): void {
    this.#due.push({ fault, wait: fault.after ?? 0, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#due.length = 0;
  }

  /** The fault of a request, which counts as one time. */
  take(side: Side, method: string, url: string): Fault | undefined {
    for (const due of this.#due) {
      const { fault } = due;
      const isMeant =
        (fault.on === undefined || fault.on === side) &&
        (fault.method === undefined || fault.method === method) &&
        (fault.path === undefined ||
          (typeof fault.path === "string" ? url.includes(fault.path) : fault.path.test(url)));
      if (!isMeant || due.left === 0) continue;
      if (due.wait > 0) {
        due.wait--;
        continue;
      }
      due.left--;
      return fault;
    }
    return undefined;
  }
}

/** Sends a body, or what the fault makes of it. */
export async function sendBody(response: ServerResponse, body: Buffer, fault: Fault = {}): Promise<void> {
  let bytes = body;
  if (fault.corrupt && bytes.length > 0) {
    bytes = Buffer.from(bytes);
    bytes[bytes.length >> 1]! ^= 0xff;
  }
  if (fault.truncate !== undefined) {
    bytes = bytes.subarray(0, fault.truncate);
    response.setHeader("Content-Length", bytes.length);
  }
  if (fault.cutAfter !== undefined) {
    response.flushHeaders();
    const part = bytes.subarray(0, fault.cutAfter);
    // Destroyed after the bytes have left, so that the client gets them before the end.
    await new Promise<void>((resolve) => response.write(part.length > 0 ? part : "", () => resolve()));
    await sleep(20);
    response.destroy();
    return;
  }
  if (fault.slow) {
    response.flushHeaders();
    for (let at = 0; at < bytes.length && !response.destroyed; at += fault.slow.bytes) {
      await sleep(fault.slow.delay);
      response.write(bytes.subarray(at, at + fault.slow.bytes));
    }
    response.end();
    return;
  }
  response.end(bytes);
}
