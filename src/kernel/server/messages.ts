/** What the kernel's two threads say to each other: cells run on the main one, the socket lives on the other. */
import type { ExecuteParams, KernelEvent } from "../../protocol/index.js";
import type { InterruptMemory, InterruptMessage } from "../interrupt/index.js";
import type { LifetimeLimits } from "./lifetime.js";

export interface ServerWorkerData {
  memory: InterruptMemory;
  notebook: string;
  connectionFile: string;
  limits: LifetimeLimits;
}

/** Worker to main thread. Requests with a `call` are answered. */
export type ToMain =
  | InterruptMessage
  | { type: "execute"; call: number; params: ExecuteParams }
  | { type: "inspect"; call: number; expression: string }
  | { type: "variables"; call: number; parent: string | undefined }
  | { type: "statistics"; call: number; expression: string }
  | { type: "exit"; reason: string };

/** Main thread to worker. */
export type ToWorker =
  | { type: "event"; event: KernelEvent }
  | { type: "answer"; call: number; result: unknown };
