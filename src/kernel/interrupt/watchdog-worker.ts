/** Thread of the Watchdog. */
import { parentPort, workerData } from "node:worker_threads";
import { InterruptDriver } from "./driver.js";
import type { InterruptMemory } from "./messages.js";
import type { WatchdogCommand } from "./watchdog.js";

const port = parentPort!;
const driver = new InterruptDriver(workerData as InterruptMemory, (message) => port.postMessage(message));
let timer: NodeJS.Timeout | undefined;

port.on("message", ({ after }: WatchdogCommand) => {
  clearTimeout(timer);
  if (after !== null) timer = setTimeout(() => void driver.interrupt(), after);
});
