/** What the kernel's two threads say to each other: cells run on the main one, the socket lives on the other. */
import type { ExecuteParams, ExecuteResult, InspectResult, KernelEvent } from "../../protocol/index.js";
import type { InterruptMemory, InterruptMessage } from "../interrupt/index.js";

export interface ServerWorkerData {
  memory: InterruptMemory;
  notebook: string;
  connectionFile: string;
  /** A kernel that has no client and no running cell ends after this time, in milliseconds. */
  grace: number;
  /** A kernel without a client ends its running cell and itself after this time. */
  maxDetached: number;
}

/** Worker to main thread. Requests with a `call` are answered. */
export type ToMain =
  | InterruptMessage
  | { type: "execute"; call: number; params: ExecuteParams }
  | { type: "inspect"; call: number; expression: string }
  | { type: "exit"; reason: string };

/** Main thread to worker. */
export type ToWorker =
  | { type: "event"; event: KernelEvent }
  | { type: "executed"; call: number; result: ExecuteResult }
  | { type: "inspected"; call: number; result: InspectResult }
  | { type: "device"; device: string | null };
