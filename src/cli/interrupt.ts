import { requestInterrupt } from "../library/interrupt.js";

/** The first Ctrl+C ends the work in order, so that nothing is lost; a second one ends the process. */
export async function interruptible<T>(work: () => Promise<T>): Promise<T> {
  let asked = false;
  const onSignal = () => {
    if (asked) process.exit(130);
    asked = true;
    process.stderr.write("\nInterrupting; once more to end at once.\n");
    requestInterrupt();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    return await work();
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}
