import { InterruptedError } from "./errors.js";

/**
 * Interrupting work that runs. The request is a flag in shared memory, because it may come from a worker
 * thread while this thread is inside a long loop; every long loop of the library asks `throwIfInterrupted`.
 */
const flag = new Int32Array(new SharedArrayBuffer(16));

interface Listener {
  requested(): void;
  cleared?: (() => void) | undefined;
}

const listeners = new Set<Listener>();
let scopeIsInterrupted: () => boolean = () => false;

/**
 * Calls `requested` on this thread when an interrupt is requested, and `cleared` when the next piece of work
 * starts (nothing runs at that time, so state that an abrupt end left behind can be reset there).
 * Returns a function that removes both.
 */
export function onInterrupt(requested: () => void, cleared?: () => void): () => void {
  const listener = { requested, cleared };
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Asks everything that runs in this process to end with an InterruptedError. */
export function requestInterrupt(): void {
  Atomics.store(flag, 0, 1);
  for (const listener of listeners) listener.requested();
}

/** Takes the request back, before the next piece of work starts. */
export function clearInterrupt(): void {
  Atomics.store(flag, 0, 0);
  // What was ended by force could not say that it is over.
  Atomics.store(flag, 3, 0);
  for (const listener of listeners) listener.cleared?.();
}

/** Whether the work that asks should end now. */
export function isInterrupted(): boolean {
  return Atomics.load(flag, 0) !== 0 || scopeIsInterrupted();
}

let met = 0;

/**
 * How many interrupts user code has met so far, which takes the request back so that its clean-up can run: what ends
 * because of one, such as a loop over a training's events, tells so from an end of its own.
 */
export const interruptsMet = (): number => met;

/** User code has met the request: from here on clean-up runs. */
export function meetInterrupt(): void {
  met++;
  Atomics.store(flag, 0, 0);
}

/** Throws an InterruptedError when the work that asks should end now. */
export function throwIfInterrupted(): void {
  if (isInterrupted()) throw new InterruptedError();
}

/** Calls `action` as something that ends by itself and must not be ended half-way, such as writing a checkpoint. */
export async function withoutForce<T>(action: () => Promise<T>): Promise<T> {
  Atomics.add(flag, 2, 1);
  try {
    return await action();
  } finally {
    Atomics.sub(flag, 2, 1);
  }
}

/**
 * Says that work has begun which asks for interrupts itself and has something to save at its end, such as a
 * training: force waits longer then. Returns a function that says that it is over.
 */
export function beginCooperation(): () => void {
  Atomics.add(flag, 3, 1);
  return () => {
    if (Atomics.sub(flag, 3, 1) <= 0) Atomics.store(flag, 3, 0);
  };
}

/** Whether work goes on that ends by itself once it sees the request, and saves what it has. */
export const isCooperating = (): boolean => Atomics.load(flag, 2) > 0 || Atomics.load(flag, 3) > 0;

/** The addon is loaded: from now on a worker thread can afford to load it too and set its own flag. */
export function markNativeLoaded(): void {
  Atomics.store(flag, 1, 1);
}

/**
 * The shared flags, for a worker thread that acts while this thread is busy: it sets element 0 to 1 to
 * request an interrupt; element 1 is 1 when the native addon is loaded; element 2 counts what must not be
 * ended half-way, which the worker waits for before it resorts to force; element 3 counts what ends by itself
 * and is given more time.
 */
export function interruptFlag(): Int32Array {
  return flag;
}

/**
 * A further reason to end: the kernel tells here whether the asking asynchronous work belongs to a cell that
 * was interrupted earlier. It keeps what such a cell left running from going on after the flag is cleared.
 */
export function setInterruptScope(isScopeInterrupted: (() => boolean) | undefined): void {
  scopeIsInterrupted = isScopeInterrupted ?? (() => false);
}
