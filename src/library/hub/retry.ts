import { InterruptedError } from "../errors.js";
import { isInterrupted } from "../interrupt.js";
import type { HubError } from "./errors.js";

export interface RetryOptions {
  /** Requests in a row without progress before giving up; default 5. */
  attempts?: number;
  /** Milliseconds before the second request, about; they double up to half a minute. Default 1000. */
  delay?: number;
  /** Milliseconds that the Hub may ask to wait; when it asks for more, the work ends with its wish. Default 2 minutes. */
  longestWait?: number;
  /** Called before each wait. */
  onRetry?: (reason: string, milliseconds: number) => void;
}

/** Answers after which the same request may succeed. */
export const passingStatuses: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/** Something that went wrong in passing. */
export class PassingFailure extends Error {
  constructor(
    /** What to tell the user when it does not pass. */
    readonly error: HubError,
    readonly options: {
      /** Milliseconds that the server asks to wait. */
      wait?: number;
      /** Most attempts for this kind of failure. */
      attempts?: number;
    } = {},
  ) {
    super(error.message);
  }
}

const longestDelay = 30_000;

/**
 * Calls `task` until it succeeds. After a PassingFailure it waits, twice as long each time, with some chance so that
 * processes that failed together do not come back together, and at least as long as the server asks.
 * @param task calls `progressed` when it got further, which makes the next failure the first again
 */
export async function withRetries<T>(
  { attempts = 5, delay = 1000, longestWait = 120_000, onRetry }: RetryOptions,
  signal: AbortSignal,
  task: (progressed: () => void) => Promise<T>,
): Promise<T> {
  let failures = 0;
  for (;;) {
    try {
      return await task(() => {
        failures = 0;
      });
    } catch (failure) {
      if (isInterrupted()) throw new InterruptedError();
      if (!(failure instanceof PassingFailure) || signal.aborted) throw failure;
      const { error, options } = failure;
      failures++;
      const asked = options.wait ?? 0;
      if (failures >= Math.min(attempts, options.attempts ?? attempts) || asked > longestWait) throw error;
      const own = Math.min(longestDelay, delay * 2 ** (failures - 1)) * (0.75 + Math.random() / 2);
      // What the server asks is a least.
      const wait = Math.max(asked * (1 + Math.random() / 10), own);
      onRetry?.(error.message, wait);
      await pause(wait, signal);
    }
  }
}

/** Milliseconds that an answer asks to wait: Retry-After in seconds or as a date, else the Hub's RateLimit header. */
export function askedWait(headers: Headers, now = Date.now()): number | undefined {
  const after = headers.get("Retry-After");
  if (after !== null) {
    const milliseconds = /^\s*\d+\s*$/.test(after) ? 1000 * Number(after) : Date.parse(after) - now;
    if (Number.isFinite(milliseconds)) return Math.max(0, milliseconds);
  }
  // Such as: "api";r=0;t=55
  const reset = /;\s*t=(\d+)/.exec(headers.get("RateLimit") ?? "")?.[1];
  return reset === undefined ? undefined : 1000 * Number(reset);
}

/** Waits, and ends early with an InterruptedError when the user interrupts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      if (signal.aborted) reject(new InterruptedError());
      else resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}
