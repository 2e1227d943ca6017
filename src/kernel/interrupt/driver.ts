import { Session } from "node:inspector";
import { setTimeout as pause } from "node:timers/promises";
import { loadAddon } from "../../library/tensor/native.js";
import type { InterruptMemory, InterruptMessage } from "./messages.js";

/** How long the main thread may take to see a request before its execution is terminated, in milliseconds. */
const grace = 400;
/** The same while work runs that asks for interrupts and saves what it has: one operator may take long. */
const cooperationGrace = 5000;
const afterTermination = 100;
const attempts = 50;
/** Loading the addon where nobody has loaded it yet takes a second; it is the last resort. */
const attemptsBeforeNative = 10;

/**
 * Interrupts the main thread from a worker. First the flags, which loops of cells, the library and native
 * operators ask for, so that the work ends by an exception. A main thread that still doesn't come back to its
 * event loop is inside code that asks for nothing, such as a package's loop: its execution is terminated.
 */
export class InterruptDriver {
  private requests = 0;
  private active: Promise<void> | undefined;

  constructor(
    private readonly memory: InterruptMemory,
    private readonly post: (message: InterruptMessage) => void,
  ) {}

  /** Settles when the main thread has seen the request, or when all attempts were in vain. */
  interrupt(): Promise<void> {
    this.active ??= this.drive().finally(() => {
      this.active = undefined;
    });
    return this.active;
  }

  private async drive(): Promise<void> {
    const request = ++this.requests;
    const target = Atomics.load(this.memory.main, 1);
    Atomics.store(this.memory.flags, 0, 1);
    if (Atomics.load(this.memory.flags, 1)) interruptNative();
    this.post({ type: "interrupt", request, target, terminated: false });
    if (await this.seen(request, grace)) return;
    const end = performance.now() + cooperationGrace - grace;
    while (Atomics.load(this.memory.flags, 3) > 0 && performance.now() < end)
      if (await this.seen(request, afterTermination)) return;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      while (Atomics.load(this.memory.flags, 2) > 0) if (await this.seen(request, afterTermination)) return;
      await Promise.race([terminateMainThread(), pause(afterTermination)]);
      this.post({ type: "interrupt", request, target, terminated: true });
      if (await this.seen(request, afterTermination)) return;
      // For so long no JavaScript ran there: it must be native code, and then the addon is loaded.
      if (attempt === attemptsBeforeNative) interruptNative();
    }
  }

  private async seen(request: number, milliseconds: number): Promise<boolean> {
    for (const end = performance.now() + milliseconds; performance.now() < end; await pause(5))
      if (Atomics.load(this.memory.main, 0) >= request) return true;
    return Atomics.load(this.memory.main, 0) >= request;
  }
}

/** The addon's flag is the process's: setting it here stops operators of the main thread. */
function interruptNative(): void {
  try {
    loadAddon().requestInterrupt();
  } catch {
    // Without an addon there is no native work to stop.
  }
}

function terminateMainThread(): Promise<void> {
  const session = new Session();
  session.connectToMainThread();
  return new Promise((resolve) => {
    session.post("Runtime.terminateExecution", () => {
      session.disconnect();
      resolve();
    });
  });
}
