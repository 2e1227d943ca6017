export { InterruptDriver } from "./driver.js";
export type { InterruptMemory, InterruptMessage } from "./messages.js";
export { interruptNativeToo } from "./native.js";
export { InterruptReceiver } from "./receiver.js";
export { Watchdog } from "./watchdog.js";
