import { currentContext, kernelContext, runIn, type WorkContext } from "./context.js";

type Callback = (...args: unknown[]) => unknown;
type Scheduler = (callback: Callback, ...rest: unknown[]) => unknown;

/** Node's own, for the kernel: they call back in no cell's context. */
export const timers = { setTimeout, clearTimeout } as const;

/** What schedules callbacks, and whether it does so from a timer's stack. */
const schedulers: { owner: object; name: string; byTimer: boolean }[] = [
  { owner: globalThis, name: "setTimeout", byTimer: true },
  { owner: globalThis, name: "setInterval", byTimer: true },
  { owner: globalThis, name: "setImmediate", byTimer: true },
  { owner: globalThis, name: "queueMicrotask", byTimer: false },
  { owner: process, name: "nextTick", byTimer: false },
];

/** Makes callbacks run in the context that scheduled them; returns a function that undoes it. */
export function followTimers(): () => void {
  const undo = schedulers.map(({ owner, name, byTimer }) => {
    const original = Reflect.get(owner, name) as Scheduler;
    const patched = patch(original, byTimer);
    // Among others the promisified form.
    Object.defineProperties(patched, Object.getOwnPropertyDescriptors(original));
    Reflect.set(owner, name, patched);
    return () => Reflect.set(owner, name, original);
  });
  return () => {
    for (const restore of undo) restore();
  };
}

function patch(original: Scheduler, byTimer: boolean): Scheduler {
  return function (this: unknown, callback, ...rest) {
    const context = currentContext();
    if (!context || typeof callback !== "function") return original.call(this, callback, ...rest);
    const isCell = context !== kernelContext;
    const handle = original.call(
      this,
      function (this: unknown, ...args: unknown[]) {
        if (context.abandoned) {
          // Only an interval would come again, and all kinds of timers are cleared alike.
          if (byTimer) clearInterval(handle as NodeJS.Timeout);
          return;
        }
        const call = () => guarded(context, () => callback.apply(this, args));
        // Node's bookkeeping for timers does not survive a termination inside a callback; a promise's does.
        if (byTimer && isCell) void Promise.resolve().then(call);
        else call();
      },
      ...rest,
    );
    return handle;
  };
}

function guarded(context: WorkContext, action: () => unknown): void {
  try {
    runIn(context, action);
  } catch (error) {
    context.fail(error);
  }
}
