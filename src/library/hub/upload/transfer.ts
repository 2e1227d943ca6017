import { InterruptedError } from "../../errors.js";
import { isInterrupted, onInterrupt } from "../../interrupt.js";
import { causeOf } from "../cause.js";

export interface TransferOptions {
  /** Requests in all for one that fails in passing; default 5. */
  attempts?: number;
  /** Milliseconds before the second request; they double up to a minute. Default 1000. */
  retryDelay?: number;
  /** Called before each wait, with what went wrong. */
  onRetry?: (reason: string, milliseconds: number) => void;
}

/** Answers after which the same request may succeed. */
const passing = [408, 425, 429, 500, 502, 503, 504];
const longestDelay = 60_000;

/**
 * `fetch` that repeats what failed in passing and ends when the user interrupts; dispose it afterwards. Requests with
 * a body that can be read again (texts and blobs, which is all that @huggingface/hub sends) are repeated whole.
 */
export class Transfer {
  /** Whether a commit was sent and not refused: should its answer get lost, it may be done all the same. */
  commitIsUncertain = false;
  readonly #abort = new AbortController();
  readonly #unlisten: () => void;

  constructor(private readonly options: TransferOptions = {}) {
    this.#unlisten = onInterrupt(() => this.#abort.abort());
    if (isInterrupted()) this.#abort.abort();
  }

  dispose(): void {
    this.#unlisten();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  readonly fetch: typeof fetch = async (input, init = {}) => {
    const { attempts = 5 } = this.options;
    const url = String(input instanceof Request ? input.url : input);
    const isCommit = init.method === "POST" && /\/commit\/[^/]+$/.test(new URL(url).pathname);
    const signal = init.signal ? AbortSignal.any([init.signal, this.signal]) : this.signal;
    for (let attempt = 1; ; attempt++) {
      let response: Response | undefined;
      let reason: string;
      try {
        response = await fetch(input, { ...init, ...streamed(init), signal });
        if (isCommit && (response.ok || response.status >= 500)) this.commitIsUncertain = true;
        if (!passing.includes(response.status)) return response;
        reason = `status ${response.status}`;
      } catch (error) {
        if (this.signal.aborted) throw new InterruptedError();
        if (isCommit) this.commitIsUncertain = true;
        if (signal.aborted || attempt === attempts) throw error;
        reason = causeOf(error);
      }
      // A pull request that was opened twice would stand there twice.
      const once = isCommit && url.includes("create_pr=1") && response?.status !== 429;
      if (response && (attempt === attempts || once)) return response;
      if (once) throw new TypeError(reason);
      const delay = this.#delay(response, attempt);
      await response?.body?.cancel();
      this.options.onRetry?.(reason, delay);
      await this.#pause(delay);
    }
  };

  #delay(response: Response | undefined, attempt: number): number {
    const { retryDelay = 1000 } = this.options;
    const asked = 1000 * Number(response?.headers.get("Retry-After") ?? Number.NaN);
    // A little chance keeps processes that failed together from coming back together.
    const own = retryDelay * 2 ** (attempt - 1) * (1 + Math.random() / 4);
    return Math.min(longestDelay, Number.isFinite(asked) && asked > 0 ? Math.max(asked, own) : own);
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(new InterruptedError());
      };
      const timer = setTimeout(() => {
        this.signal.removeEventListener("abort", stop);
        resolve();
      }, milliseconds);
      this.signal.addEventListener("abort", stop, { once: true });
      if (this.signal.aborted) stop();
    });
  }
}

/**
 * Makes `fetch` send a file as it reads it. Otherwise it keeps a copy of the body for a redirection, which an upload
 * to the storage of large files never gets: a second time the whole file, in memory.
 */
const streamed = ({ method, body }: RequestInit): RequestInit =>
  method === "PUT" && body instanceof Blob ? { redirect: "error", window: null } : {};
