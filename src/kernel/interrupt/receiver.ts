import { interruptFlag } from "../../library/interrupt.js";
import type { KernelSession } from "../session/index.js";
import type { InterruptMemory, InterruptMessage } from "./messages.js";
import { noteNative } from "./native.js";

/** The main thread's side of interrupts. */
export class InterruptReceiver {
  readonly memory: InterruptMemory = {
    flags: interruptFlag(),
    main: new Int32Array(new SharedArrayBuffer(8)),
  };

  constructor(private readonly session: KernelSession) {
    session.onEvent((event) => {
      noteNative();
      if (event.type === "started") Atomics.store(this.memory.main, 1, event.executionCount);
      else if (event.type === "finished" && !session.running) Atomics.store(this.memory.main, 1, 0);
    });
  }

  receive({ request, target, terminated }: InterruptMessage): void {
    const { main } = this.memory;
    const isNew = Atomics.load(main, 0) < request;
    Atomics.store(main, 0, request);
    // The flag alone may have ended the execution that was meant, and another one runs now.
    const running = Atomics.load(main, 1);
    if (running !== 0 && running !== target) return;
    if (terminated) this.session.terminated();
    else if (isNew) this.session.interrupt();
  }
}
