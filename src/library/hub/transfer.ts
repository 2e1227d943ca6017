/** One content from the Hub into a file: resumed, bounded in time, and checked against its hash. */
import type { Hash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import { throwIfInterrupted } from "../interrupt.js";
import type { HubClient, RawAnswer } from "./client.js";
import { contentHash, type ExpectedContent, hashFile, hashName } from "./contentHash.js";
import { requireSpace } from "./disk.js";
import { HubError } from "./errors.js";
import type { Subject } from "./explain.js";
import { PassingFailure, withRetries } from "./retry.js";

export interface TransferTask {
  url: string;
  subject: Subject & { file: string };
  expected: ExpectedContent;
  /** May hold the beginning already; holds the whole content afterwards. */
  target: string;
  /** Bytes that are there; called with fewer when it begins anew. */
  onBytes: (received: number) => void;
}

/** Contents that do not have their hash are fetched anew so many times in all. */
const wrongContents = 2;

/**
 * Fetches what a file lacks of its content. What has come stays in the file when it fails.
 * @throws HubError; the file is emptied when its content is not the expected one
 */
export async function transfer(client: HubClient, task: TransferTask): Promise<void> {
  const handle = await open(task.target, "a+");
  try {
    const { size } = await handle.stat();
    const content = new PartialContent(task, handle, size);
    await content.recall();
    await requireSpace(path.dirname(task.target), task.subject.file, task.expected.size - content.received);
    let wrong = 0;
    await withRetries(client.settings.retry, client.signal, async (progressed) => {
      if (content.received < task.expected.size) await receive(client, task, content, progressed);
      if (content.isRight()) return;
      await content.restart();
      const error = new HubError(
        "damaged",
        `${task.subject.file} of "${task.subject.repo.id}" arrived damaged: its ${hashName(task.expected)} is not the one that the Hub names, so it was thrown away. Try again; when it happens again, a proxy or a mirror changes files.`,
      );
      if (++wrong >= wrongContents) throw error;
      throw new PassingFailure(error);
    });
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What has come of a content, on disk and in a running hash. */
class PartialContent {
  #hash: Hash;
  #furthest = 0;

  constructor(
    private readonly task: TransferTask,
    private readonly handle: FileHandle,
    public received: number,
  ) {
    this.#hash = contentHash(task.expected);
  }

  /** Takes the beginning that an earlier run left. */
  async recall(): Promise<void> {
    if (this.received > this.task.expected.size) return this.restart();
    await hashFile(this.#hash, this.task.target, this.received);
    this.task.onBytes(this.received);
  }

  /** Takes the next bytes; says whether it is further than ever, which a file begun anew is not at once. */
  async add(bytes: Uint8Array): Promise<boolean> {
    await this.handle.appendFile(bytes);
    this.#hash.update(bytes);
    this.received += bytes.length;
    this.task.onBytes(this.received);
    const isFurther = this.received > this.#furthest;
    this.#furthest = Math.max(this.#furthest, this.received);
    return isFurther;
  }

  async restart(): Promise<void> {
    await this.handle.truncate(0);
    this.#hash = contentHash(this.task.expected);
    this.received = 0;
    this.task.onBytes(0);
  }

  isRight(): boolean {
    const { expected } = this.task;
    return this.received === expected.size && this.#hash.copy().digest("hex") === expected.hash;
  }
}

async function receive(
  client: HubClient,
  task: TransferTask,
  content: PartialContent,
  progressed: () => void,
): Promise<void> {
  const { size } = task.expected;
  const headers: Record<string, string> = { "Accept-Encoding": "identity" };
  if (content.received > 0) headers.Range = `bytes=${content.received}-`;
  const answer = await client.request(task.url, task.subject, { headers });
  const { status } = answer.response;
  const from = /^bytes (\d+)-/.exec(answer.response.headers.get("Content-Range") ?? "")?.[1];
  if (status === 416 || (status === 206 && Number(from) !== content.received)) {
    answer.abort();
    await content.restart();
    throw client.lost(new Error("the rest of the file was refused"), task.subject);
  }
  // The server took no notice of the range: it sends all from the beginning.
  if (status === 200 && content.received > 0) await content.restart();
  for await (const bytes of bodyOf(client, answer, task.subject)) {
    throwIfInterrupted();
    if (content.received + bytes.length > size) {
      answer.abort();
      await content.restart();
      throw client.lost(new Error("more bytes came than the file has"), task.subject);
    }
    if (await content.add(bytes)) progressed();
  }
  if (content.received < size)
    throw client.lost(new Error(`the answer ended after ${content.received} of ${size} bytes`), task.subject);
}

/** The pieces of a body; one that stays out too long is a failure. */
async function* bodyOf(
  client: HubClient,
  { response, abort }: RawAnswer,
  subject: Subject,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  let isDone = false;
  try {
    for (;;) {
      const late = setTimeout(
        () => abort(new DOMException("", "TimeoutError")),
        client.settings.stallTimeout,
      );
      const next = await reader
        .read()
        .catch((error: unknown) => {
          client.signal.throwIfAborted();
          throw client.lost(error, subject);
        })
        .finally(() => clearTimeout(late));
      if (next.done) {
        isDone = true;
        return;
      }
      yield next.value;
    }
  } finally {
    if (!isDone) abort();
  }
}
