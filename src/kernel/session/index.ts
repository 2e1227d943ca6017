export { EventLog } from "./event-log.js";
export { KernelSession, type SessionOptions } from "./session.js";
