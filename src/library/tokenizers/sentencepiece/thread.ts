import { Worker } from "node:worker_threads";
import { SummnbError } from "../../errors.js";
import type { PlacedToken } from "../addedTokens.js";
import type { EncodedText, EncodeRequest } from "../backend.js";
import type { EncoderSettings } from "./encoder.js";
import { type Answer, type Call, type PieceList, unpack, type WorkerStart } from "./messages.js";

/** An idle thread ends after this time and comes back with the next call: it holds 60 MB for T5, 120 for Pegasus. */
const idleMilliseconds = 60_000;

type Configuration = Extract<Call, { kind: "configure" }>;
type Question =
  Exclude<Call, Configuration> extends infer Q ? (Q extends Call ? Omit<Q, "number"> : never) : never;

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** One spiece.model on a thread of its own. Keeps the process alive only while a call is waiting. */
export class SentencePieceThread {
  private worker: Worker | undefined;
  private configuration: Configuration | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private calls = 0;
  private idle: NodeJS.Timeout | undefined;

  constructor(private readonly file: string) {}

  /** Throws a SummnbError when the file is no model. */
  async vocabulary(): Promise<PieceList> {
    const answer = await this.ask({ kind: "vocabulary" });
    return (answer as Extract<Answer, { kind: "vocabulary" }>).vocabulary;
  }

  async encode(texts: string[], request: EncodeRequest): Promise<EncodedText[]> {
    const answer = await this.ask({ kind: "encode", texts, request });
    return unpack((answer as Extract<Answer, { kind: "encoded" }>).texts);
  }

  /** Holds for all calls that come after. */
  configure(added: PlacedToken[], settings: EncoderSettings): void {
    this.configuration = { kind: "configure", added, settings };
    this.worker?.postMessage(this.configuration);
  }

  private ask(question: Question): Promise<Answer> {
    clearTimeout(this.idle);
    const worker = this.running();
    worker.ref();
    const number = this.calls++;
    return new Promise<Answer>((resolve, reject) => {
      this.waiting.set(number, { resolve, reject });
      worker.postMessage({ ...question, number });
    });
  }

  private running(): Worker {
    if (this.worker) return this.worker;
    const start: WorkerStart = { file: this.file };
    // Node's own flags are not for it: --input-type, say, would make it fail.
    const options = { workerData: start, execArgv: [] };
    const worker = new Worker(new URL("./worker.js", import.meta.url), options);
    worker.on("message", (answer: Answer) => this.settle(answer));
    worker.on("error", (error) => this.ended(worker, error.message));
    worker.on("exit", (code) => this.ended(worker, `exit code ${code}`));
    if (this.configuration) worker.postMessage(this.configuration);
    this.worker = worker;
    return worker;
  }

  private settle(answer: Answer): void {
    const waiting = this.waiting.get(answer.number);
    this.waiting.delete(answer.number);
    if (this.waiting.size === 0) this.rest();
    if (answer.kind === "failed")
      waiting?.reject(answer.isForUser ? new SummnbError(answer.message) : new Error(answer.message));
    else waiting?.resolve(answer);
  }

  private rest(): void {
    this.worker?.unref();
    clearTimeout(this.idle);
    this.idle = setTimeout(() => {
      const { worker } = this;
      this.worker = undefined;
      void worker?.terminate();
    }, idleMilliseconds);
    this.idle.unref();
  }

  private ended(worker: Worker, reason: string): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    const error = new SummnbError(
      `The thread that reads ${this.file} ended (${reason}): encode the texts again, fewer at once if memory was short.`,
    );
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
