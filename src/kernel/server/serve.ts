import { Worker } from "node:worker_threads";
import { InterruptReceiver } from "../interrupt/index.js";
import { placeOf } from "../outputs/index.js";
import { KernelSession } from "../session/index.js";
import type { LifetimeLimits } from "./lifetime.js";
import type { ServerWorkerData, ToMain, ToWorker } from "./messages.js";

export interface ServeOptions {
  notebook: string;
  connectionFile: string;
  limits: LifetimeLimits;
  /** Ends the process. */
  exit(code: number): void;
}

/** Opens the session of a notebook to clients. */
export function serve({ exit, ...options }: ServeOptions): void {
  const { notebook } = options;
  const place = placeOf(notebook);
  const session = new KernelSession({ folder: place.folder, notebook, place });
  const receiver = new InterruptReceiver(session);
  const workerData: ServerWorkerData = { memory: receiver.memory, ...options };
  const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData });
  const send = (message: ToWorker) => worker.postMessage(message);
  const answer = (call: number, result: unknown) => send({ type: "answer", call, result });

  session.onEvent((event) => send({ type: "event", event }));
  worker.on("message", (message: ToMain) => {
    switch (message.type) {
      case "interrupt":
        receiver.receive(message);
        break;
      case "execute":
        void session.execute(message.params).then((result) => answer(message.call, result));
        break;
      case "inspect":
        answer(message.call, session.inspect(message.expression));
        break;
      case "variables":
        answer(message.call, session.variables(message.parent));
        break;
      case "statistics":
        void session.statistics(message.expression).then((result) => answer(message.call, result));
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
