import path from "node:path";
import { Worker } from "node:worker_threads";
import { InterruptReceiver, usedDevice } from "../interrupt/index.js";
import { KernelSession } from "../session/index.js";
import type { ServerWorkerData, ToMain, ToWorker } from "./messages.js";

export interface ServeOptions {
  notebook: string;
  connectionFile: string;
  /** See ServerWorkerData. */
  grace: number;
  maxDetached: number;
  /** Ends the process. */
  exit(code: number): void;
}

/** Opens the session of a notebook to clients. */
export function serve({ exit, ...options }: ServeOptions): void {
  const { notebook } = options;
  const session = new KernelSession({ folder: path.dirname(notebook), notebook });
  const receiver = new InterruptReceiver(session);
  const workerData: ServerWorkerData = { memory: receiver.memory, ...options };
  const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData });
  const send = (message: ToWorker) => worker.postMessage(message);

  session.onEvent((event) => {
    send({ type: "event", event });
    if (event.type === "finished") send({ type: "device", device: usedDevice() });
  });
  worker.on("message", (message: ToMain) => {
    switch (message.type) {
      case "interrupt":
        receiver.receive(message);
        break;
      case "execute": {
        const { call, params } = message;
        void session.execute(params).then((result) => send({ type: "executed", call, result }));
        break;
      }
      case "inspect":
        send({ type: "inspected", call: message.call, result: session.inspect(message.expression) });
        break;
      case "exit":
        process.stderr.write(`The kernel ends: ${message.reason}.\n`);
        exit(0);
        break;
    }
  });
  worker.on("error", (error) => {
    process.stderr.write(`The kernel's socket thread failed: ${error.stack}\n`);
    exit(1);
  });
}
