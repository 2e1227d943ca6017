import { InterruptedError } from "../errors.js";
import { isInterrupted, onInterrupt, throwIfInterrupted } from "../interrupt.js";

/** Runs network work with a signal that the user's interrupt aborts; then an InterruptedError comes out. */
export async function interruptibly<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  throwIfInterrupted();
  const abort = new AbortController();
  const unlisten = onInterrupt(() => abort.abort(new InterruptedError()));
  try {
    return await work(abort.signal);
  } catch (error) {
    throw isInterrupted() || abort.signal.aborted ? new InterruptedError() : error;
  } finally {
    unlisten();
  }
}
