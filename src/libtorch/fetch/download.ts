/** One file over HTTP: what is there already is not fetched again, and the whole is checked against its hash. */
import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { LibTorchError } from "../errors.js";
import { causeOf, hostOf, request } from "./http.js";

export interface DownloadTask {
  url: string;
  /** May hold the beginning already; holds the whole afterwards. */
  file: string;
  /** In hex; undefined where the source names none. */
  sha256: string | undefined;
  signal: AbortSignal;
  /** Bytes that are there; fewer than before when it begins anew. */
  onBytes(received: number): void;
}

export interface DownloadLimits {
  /** Failures in a row, without a byte between them, after which it is given up. */
  attempts: number;
  /** Milliseconds before the second attempt; they double. */
  delay: number;
  /** Milliseconds without a byte after which an answer counts as broken. */
  stall: number;
}

const usualLimits: DownloadLimits = { attempts: 5, delay: 1000, stall: 30_000 };
/** Contents that do not have their hash are fetched anew so many times in all. */
const wrongContents = 2;

/** Something that may pass. */
class Broken extends Error {}

/** @throws LibTorchError when it can't be had; what has come stays in the file, except when its hash is wrong */
export async function download(task: DownloadTask, limits = usualLimits): Promise<void> {
  const handle = await open(task.file, "a+");
  try {
    const content = new Content(handle, task);
    await content.recall();
    for (let failures = 0, wrong = 0; ; ) {
      const before = content.received;
      try {
        await receive(task, content, limits.stall);
        if (content.isRight()) return;
        await content.restart();
        if (++wrong === wrongContents) throw damaged(task);
      } catch (error) {
        if (!(error instanceof Broken)) throw error;
        failures = content.received > before ? 1 : failures + 1;
        if (failures >= limits.attempts) throw givenUp(task, error.message);
        await pause(limits.delay * 2 ** (failures - 1), undefined, { signal: task.signal });
      }
    }
  } finally {
    await handle.close();
  }
}

/** What has come so far, on disk and in a running hash. */
class Content {
  received = 0;
  #hash: Hash = createHash("sha256");

  constructor(
    private readonly handle: FileHandle,
    private readonly task: DownloadTask,
  ) {}

  /** Takes the beginning that an earlier download left. */
  async recall(): Promise<void> {
    for await (const bytes of createReadStream(this.task.file)) {
      this.#hash.update(bytes as Buffer);
      this.received += (bytes as Buffer).length;
    }
    this.task.onBytes(this.received);
  }

  async add(bytes: Uint8Array): Promise<void> {
    await this.handle.appendFile(bytes);
    this.#hash.update(bytes);
    this.received += bytes.length;
    this.task.onBytes(this.received);
  }

  async restart(): Promise<void> {
    await this.handle.truncate(0);
    this.#hash = createHash("sha256");
    this.received = 0;
    this.task.onBytes(0);
  }

  isRight(): boolean {
    return this.task.sha256 === undefined || this.#hash.copy().digest("hex") === this.task.sha256;
  }
}

async function receive(task: DownloadTask, content: Content, stall: number): Promise<void> {
  const headers: Record<string, string> = { "Accept-Encoding": "identity" };
  if (content.received > 0) headers.Range = `bytes=${content.received}-`;
  const stop = new AbortController();
  const signal = AbortSignal.any([task.signal, stop.signal]);
  const response = await request(task.url, { signal, headers }).catch((error: unknown) => {
    task.signal.throwIfAborted();
    throw error instanceof LibTorchError ? new Broken(error.message) : error;
  });
  try {
    const total = await accept(task, content, response);
    if (total === content.received) return;
    await append(task, content, response, stop, stall);
    if (total !== undefined && content.received < total)
      throw new Broken(`the answer ended after ${content.received} of ${total} bytes`);
  } finally {
    stop.abort();
  }
}

/** Bytes of the whole file, as the answer says, once what is there fits to what it sends. */
async function accept(task: DownloadTask, content: Content, response: Response): Promise<number | undefined> {
  const { status } = response;
  const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+)/.exec(response.headers.get("Content-Range") ?? "");
  if (status === 416 && Number(range?.[2]) === content.received) return content.received;
  if (status === 206 && Number(range?.[1]) === content.received) return Number(range?.[2]);
  if (status === 200) {
    if (content.received > 0) await content.restart();
    return Number(response.headers.get("Content-Length")) || undefined;
  }
  if (status === 416 || status === 206) {
    await content.restart();
    throw new Broken("the rest of the file was refused");
  }
  if (status === 408 || status === 429 || status >= 500) throw new Broken(`it answers ${status}`);
  throw new LibTorchError(`${task.url} answers ${status}`, true);
}

async function append(
  task: DownloadTask,
  content: Content,
  response: Response,
  stop: AbortController,
  stall: number,
): Promise<void> {
  const reader = response.body?.getReader();
  for (;;) {
    const timer = setTimeout(() => stop.abort(new DOMException("", "TimeoutError")), stall);
    const next = await reader
      ?.read()
      .catch((error: unknown) => {
        task.signal.throwIfAborted();
        throw new Broken(causeOf(error));
      })
      .finally(() => clearTimeout(timer));
    if (!next || next.done) return;
    await content.add(next.value);
  }
}

function damaged({ url }: DownloadTask): LibTorchError {
  return new LibTorchError(
    `${path.basename(new URL(url).pathname)} arrived damaged from ${hostOf(url)}: its SHA-256 is not the one that the index names, so it was thrown away; when it happens again, a proxy or a mirror changes files`,
    true,
  );
}

function givenUp({ url }: DownloadTask, reason: string): LibTorchError {
  return new LibTorchError(
    `the download from ${hostOf(url)} broke off (${reason}); what has arrived is kept, and the next try goes on from there`,
    true,
  );
}
