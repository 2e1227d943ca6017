import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { KernelSession } from "../session/index.js";
import type { InterruptMessage } from "./messages.js";
import { InterruptReceiver } from "./receiver.js";

/** What the watchdog's thread is told: interrupt after so many milliseconds, or not any more. */
export type WatchdogCommand = { after: number } | { after: null };

/** Interrupts a session of this process after a time, even when a cell keeps the main thread busy. */
export class Watchdog {
  private readonly worker: Worker;

  constructor(session: KernelSession) {
    const receiver = new InterruptReceiver(session);
    this.worker = new Worker(new URL("./watchdog-worker.js", import.meta.url), {
      workerData: receiver.memory,
    });
    this.worker.on("message", (message: InterruptMessage) => receiver.receive(message));
  }

  /** Settles when the thread runs and can keep a time; from then on it does not keep the process alive. */
  async started(): Promise<void> {
    await once(this.worker, "online");
    this.worker.unref();
  }

  /** Starts the time anew; `null` ends it. */
  interruptAfter(milliseconds: number | null): void {
    this.worker.postMessage({ after: milliseconds } satisfies WatchdogCommand);
  }

  async dispose(): Promise<void> {
    await this.worker.terminate();
  }
}
