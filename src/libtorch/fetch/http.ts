/** Requests with bounds in time, and what goes wrong with them in words. */
import { LibTorchError } from "../errors.js";

/** A source that has not answered after this time, in milliseconds, is given up. */
export const answerTimeout = 15_000;

export interface RequestOptions {
  signal: AbortSignal;
  method?: string;
  headers?: Record<string, string>;
}

/** An answer that came in time, whatever its status. @throws LibTorchError when none did; the signal's reason */
export async function request(url: string, { signal, ...rest }: RequestOptions): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException("", "TimeoutError")), answerTimeout);
  try {
    // The time limit is for the answer's head: the body may take as long as it comes at all.
    return await fetch(url, { ...rest, signal: AbortSignal.any([signal, late.signal]) });
  } catch (error) {
    signal.throwIfAborted();
    throw new LibTorchError(`${hostOf(url)} can't be reached (${causeOf(error)})`, true);
  } finally {
    clearTimeout(timer);
  }
}

/** The text of a page. @throws LibTorchError when there is none */
export async function textOf(url: string, signal: AbortSignal): Promise<string> {
  const response = await request(url, { signal });
  if (response.ok) return response.text();
  await response.body?.cancel();
  throw new LibTorchError(`${url} answers ${response.status} ${response.statusText}`.trimEnd(), true);
}

/** Bytes of a file that a server has; undefined when it does not tell. @throws LibTorchError when it has none */
export async function sizeOf(url: string, signal: AbortSignal): Promise<number | undefined> {
  const { ok, status, headers } = await request(url, { signal, method: "HEAD" });
  if (status === 404 || status === 403) throw new LibTorchError(`${url} answers ${status}`, true);
  const length = Number(headers.get("Content-Length"));
  return ok && length > 0 ? length : undefined;
}

export function hostOf(url: string): string {
  return new URL(url).host;
}

/** `fetch` itself only says that it failed; why stands in its cause. */
export function causeOf(error: unknown): string {
  const { name, message, cause } = error as {
    name?: string;
    message?: string;
    cause?: { code?: string; message?: string };
  };
  if (name === "TimeoutError") return "no answer in time";
  return cause?.code ?? cause?.message ?? message ?? String(error);
}
