import { native } from "./native.js";
import { guarded, Tensor } from "./tensor.js";

/** Anything that may hold tensors that outlive a scope: a tensor, or arrays and plain objects of them. */
function handlesIn(value: unknown, into: number[] = []): number[] {
  if (value instanceof Tensor) into.push(value.handle);
  else if (Array.isArray(value)) for (const item of value) handlesIn(item, into);
  else if (value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype)
    for (const item of Object.values(value)) handlesIn(item, into);
  return into;
}

/**
 * Owns the tensors that are made while one of its `run` calls is on, and frees them together.
 * For work that spans an `await`; `scope()` is the short form for work that does not.
 */
export class Scope {
  readonly #id = native.createScope();

  /** Calls `action` with this scope as the owner of new tensors. `action` must not be asynchronous. */
  run<T>(action: () => T): T {
    const before = guarded(() => native.enterScope(this.#id));
    try {
      return action();
    } finally {
      native.enterScope(before);
    }
  }

  /** Frees everything but the tensors in `keep`, which move to the scope that is on now. */
  dispose(keep?: unknown): void {
    native.disposeScope(this.#id, handlesIn(keep));
  }
}

/** Calls `action`, frees every tensor it made but those in its result, and gives the result. */
export function scope<T>(action: () => T): T {
  const owner = new Scope();
  let result: T | undefined;
  try {
    result = owner.run(action);
    return result;
  } finally {
    owner.dispose(result);
  }
}

/** Calls `action` so that what it makes belongs to no scope, such as a cache that outlives the forward pass. */
export function withoutScope<T>(action: () => T): T {
  const before = native.enterScope(0);
  try {
    return action();
  } finally {
    native.enterScope(before);
  }
}
