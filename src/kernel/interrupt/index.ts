export { InterruptDriver } from "./driver.js";
export type { InterruptMemory, InterruptMessage } from "./messages.js";
export { InterruptReceiver } from "./receiver.js";
export { Watchdog } from "./watchdog.js";
