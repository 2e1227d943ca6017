/** What the thread that interrupts says to the main thread. */
export interface InterruptMessage {
  type: "interrupt";
  /** Number of the request, which the main thread writes to the shared array when it has seen it. */
  request: number;
  /** Number of the execution that ran when the interrupt was asked for; 0 for none. */
  target: number;
  /** The main thread's execution was terminated: its cell's promise will never settle. */
  terminated: boolean;
}

/** Shared between the main thread and the one that interrupts it. */
export interface InterruptMemory {
  /** The library's flags; see `interruptFlag`. */
  flags: Int32Array;
  /** Element 0: number of the last request that the main thread has seen; element 1: execution that runs, or 0. */
  main: Int32Array;
}
