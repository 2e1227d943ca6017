import { currentContext, kernelContext, runIn, type WorkContext } from "./context.js";

type Callback = (...args: unknown[]) => unknown;
type Scheduler = (callback: Callback, ...rest: unknown[]) => unknown;

/** Node's own, for the kernel: they call back in no cell's context. */
export const timers = { setTimeout, clearTimeout } as const;

/** What schedules callbacks: by a timer, once or again and again, or as a job. */
const schedulers: { owner: object; name: string; kind: "once" | "repeated" | "immediate" | "job" }[] = [
  { owner: globalThis, name: "setTimeout", kind: "once" },
  { owner: globalThis, name: "setInterval", kind: "repeated" },
  { owner: globalThis, name: "setImmediate", kind: "immediate" },
  { owner: globalThis, name: "queueMicrotask", kind: "job" },
  { owner: process, name: "nextTick", kind: "job" },
];
type Kind = (typeof schedulers)[number]["kind"];

/** The set that counts a timer. */
const counted = new WeakMap<object, Set<NodeJS.Timeout>>();

/** Makes callbacks run in the context that scheduled them; returns a function that undoes it. */
export function followTimers(): () => void {
  const undo = schedulers.map(({ owner, name, kind }) =>
    replace(owner, name, (original) => patchScheduler(original as Scheduler, kind)),
  );
  for (const name of ["clearTimeout", "clearInterval"]) undo.push(replace(globalThis, name, patchClear));
  return () => {
    for (const restore of undo) restore();
  };
}

/** Ends all timers of a context whose work is given up. */
export function clearTimers(context: WorkContext): void {
  for (const timer of context.timers ?? []) timers.clearTimeout(timer);
  context.timers?.clear();
}

type AnyFunction = (...args: never[]) => unknown;

function replace(owner: object, name: string, patch: (original: AnyFunction) => AnyFunction): () => void {
  const original = Reflect.get(owner, name) as AnyFunction;
  const patched = patch(original);
  // Among others the promisified form.
  Object.defineProperties(patched, Object.getOwnPropertyDescriptors(original));
  Reflect.set(owner, name, patched);
  return () => Reflect.set(owner, name, original);
}

function patchScheduler(original: Scheduler, kind: Kind): Scheduler {
  return function (this: unknown, callback, ...rest) {
    const context = currentContext();
    if (!context || typeof callback !== "function") return original.call(this, callback, ...rest);
    const wrapped = function (this: unknown, ...args: unknown[]) {
      if (kind === "once") forget(handle as NodeJS.Timeout);
      const call = () => guarded(context, () => callback.apply(this, args));
      // Node's bookkeeping for timers does not survive a termination inside a callback; a promise's does.
      if (kind === "job" || context === kernelContext) call();
      else void Promise.resolve().then(call);
    };
    const handle = original.call(this, wrapped, ...rest);
    if (context.timers && (kind === "once" || kind === "repeated")) {
      context.timers.add(handle as NodeJS.Timeout);
      counted.set(handle as NodeJS.Timeout, context.timers);
    }
    return handle;
  };
}

function patchClear(original: AnyFunction): AnyFunction {
  return function (this: unknown, handle?: unknown) {
    if (typeof handle === "object" && handle !== null) forget(handle as NodeJS.Timeout);
    return Reflect.apply(original, this, [handle]);
  };
}

function forget(timer: NodeJS.Timeout): void {
  counted.get(timer)?.delete(timer);
}

function guarded(context: WorkContext, action: () => unknown): void {
  try {
    runIn(context, action);
  } catch (error) {
    context.fail(error);
  }
}
