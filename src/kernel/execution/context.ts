import v8 from "node:v8";

/** Who the code that runs now works for: a cell's execution, or the kernel itself. */
export interface WorkContext {
  /** The user has interrupted it: it must not go on. */
  readonly interrupted: boolean;
  /**
   * Whether an InterruptedError is due where it goes on after a wait: once, so that clean-up can wait again,
   * and always when it was given up.
   */
  takeInterrupt(): boolean;
  /** It has met the interrupt by the flag, before the kernel could tell it. */
  meetInterrupt(): void;
  /** Timers that it has set and that have not fired; undefined where nobody counts them. */
  readonly timers?: Set<NodeJS.Timeout> | undefined;
  /** Something that it started has failed with nobody to catch it. */
  fail(error: unknown): void;
  /** Takes what it prints; undefined lets it go to the process's own streams. */
  print?: ((stream: "stdout" | "stderr", text: string) => void) | undefined;
}

/** For the kernel's own work, such as calling listeners: nothing of it is a cell's output. */
export const kernelContext: WorkContext = {
  interrupted: false,
  takeInterrupt: () => false,
  meetInterrupt: () => {},
  fail: reportStray,
};

/** An error that belongs to no cell goes to the process's own stderr; the process lives on. */
export function reportStray(error: unknown): void {
  process.exitCode = 1;
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
}

/**
 * Carries the context along promises by V8's hooks. `AsyncLocalStorage` can't be used: it turns on Node's
 * async_hooks, whose stack of ids is left in disorder when an execution is terminated after its first
 * `await`, and Node then aborts the process (seen with Node 20).
 */
const contexts = new WeakMap<Promise<unknown>, WorkContext>();
let current: WorkContext | undefined;

/** The context of the code that runs now; undefined where it is not known, as in callbacks of files and sockets. */
export function currentContext(): WorkContext | undefined {
  return current;
}

/** The context in which a promise was made. */
export function contextOf(promise: Promise<unknown>): WorkContext | undefined {
  return contexts.get(promise);
}

/** Calls `action` in a context; what it awaits later stays in it. */
export function runIn<T>(context: WorkContext | undefined, action: () => T): T {
  const before = current;
  current = context;
  try {
    return action();
  } finally {
    current = before;
  }
}

/** Forgets what a terminated execution left, which did not come to its `finally`. */
export function resetContext(): void {
  current = undefined;
}

/** Starts to follow promises; returns a function that stops. */
export function followPromises(): () => void {
  return v8.promiseHooks.createHook({
    init(promise: Promise<unknown>) {
      if (current) contexts.set(promise, current);
    },
    before(promise: Promise<unknown>) {
      current = contexts.get(promise);
    },
    after() {
      current = undefined;
    },
  }) as () => void;
}
