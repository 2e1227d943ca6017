/**
 * The kernel's second thread: socket, log of events, interrupts, and the decision when to end. It stays responsive
 * while a cell keeps the main thread busy.
 */
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import {
  type ExecuteResult,
  type InspectResult,
  type KernelEnding,
  type KernelEvent,
  type KernelInfo,
  kernelFiles,
  type TensorStatistics,
  type VariableInfo,
} from "../../protocol/index.js";
import { InterruptDriver } from "../interrupt/index.js";
import { EventLog } from "../session/event-log.js";
import { Calls } from "./calls.js";
import { Client, type ClientHandlers } from "./client.js";
import { newConnection, removeConnection, writeConnectionFile } from "./connection-file.js";
import { EventFile } from "./event-file.js";
import { Lifetime } from "./lifetime.js";
import type { ServerWorkerData, ToMain, ToWorker } from "./messages.js";
import { memoryNow, VitalsFile } from "./vitals.js";

const { memory, notebook, connectionFile, limits } = workerData as ServerWorkerData;
const port = parentPort!;
const toMain = (message: ToMain) => port.postMessage(message);
const beside = (name: string) => path.join(path.dirname(connectionFile), name);

const log = new EventLog();
const calls = new Calls();
const clients = new Set<Client>();
const driver = new InterruptDriver(memory, toMain);
const connection = newConnection(notebook, connectionFile);
const eventFile = new EventFile(beside(kernelFiles.events), log);
const vitals = new VitalsFile(beside(kernelFiles.vitals));
const lifetime = new Lifetime(limits, { interrupt: () => void driver.interrupt(), end });
let running: KernelInfo["running"] = null;
let executionCount = 0;
let ending: KernelEnding | undefined;

/** How long a question about variables waits for a busy main thread, in milliseconds. */
const inspectTime = 1000;
/** How long the process waits for the end of its cell when it ends, and for its last words to go out. */
const exitTime = 1500;
const farewellTime = 200;
/** Between two looks at memory while a cell runs. */
const vitalsTime = 1000;

const handlers: ClientHandlers = {
  initialize(client, replayAfter) {
    for (const event of log.after(replayAfter)) client.send(event);
    clients.add(client);
    lifetime.setClients(clients.size);
    return { pid: process.pid, node: process.version, lastEvent: log.last, running, executionCount };
  },
  execute: (params) => calls.make<ExecuteResult>((call) => toMain({ type: "execute", call, params })),
  interrupt: () => driver.interrupt(),
  inspect({ expression }) {
    const answer = ask<InspectResult>((call) => ({ type: "inspect", call, expression }));
    return Promise.race([answer, pause(inspectTime, { found: false, markdown: "" })]);
  },
  variables({ parent }) {
    const answer = ask<VariableInfo[] | null>((call) => ({ type: "variables", call, parent }));
    return Promise.race([answer, pause(inspectTime, null)]);
  },
  statistics: ({ expression }) =>
    ask<TensorStatistics | null>((call) => ({ type: "statistics", call, expression })),
  status: () => ({
    state: running ? "busy" : "idle",
    ...memoryNow(nativeIsLoaded()),
    uptimeSeconds: process.uptime(),
  }),
  shutdown() {
    // The answer goes out first.
    setTimeout(() => end({ reason: "shutdown", message: "a client asked for it" }), 50);
  },
  closed(client) {
    clients.delete(client);
    lifetime.setClients(clients.size);
  },
};

/** A question that counts as use of the kernel. */
function ask<T>(message: (call: number) => ToMain): Promise<T> {
  lifetime.used();
  return calls.make<T>((call) => toMain(message(call)));
}

function nativeIsLoaded(): boolean {
  return Atomics.load(memory.flags, 1) === 1;
}

function end(reason: KernelEnding): void {
  if (ending) return;
  ending = reason;
  removeConnection(connectionFile, connection);
  // Who shuts a kernel down has seen what it did; anyone else may come back later and look.
  if (reason.reason === "shutdown") {
    eventFile.remove();
    vitals.remove();
  } else eventFile.end(reason);
  const told = Promise.all([...clients].map((client) => client.tellEnding(reason)));
  void Promise.race([told, pause(farewellTime)]).then(() => {
    toMain({ type: "exit", reason: reason.message });
    // A main thread that is busy does not hear it.
    setTimeout(() => process.kill(process.pid, "SIGKILL"), exitTime);
  });
}

function receive(event: KernelEvent): void {
  log.append(event);
  if (!ending) eventFile.append(event);
  for (const client of clients) client.send(event);
  lifetime.used();
  if (event.type === "started") {
    running = { cellId: event.cellId, executionId: event.executionId };
    executionCount = event.executionCount;
    lifetime.setRunning(true);
  }
  if (event.type === "finished" && event.executionId === running?.executionId) {
    running = null;
    lifetime.setRunning(false);
  }
}

port.on("message", (message: ToWorker) => {
  if (message.type === "event") receive(message.event);
  else calls.answer(message.call, message.result);
});

const writeVitals = () => ending || vitals.write(memoryNow(nativeIsLoaded()));
setInterval(() => running && writeVitals(), vitalsTime).unref();

const server = createServer((socket) => new Client(socket, connection.token, handlers));
server.on("error", (error) => {
  process.stderr.write(`The kernel can't listen at ${connection.address}: ${error.message}\n`);
  end({ reason: "failed", message: "it can't listen" });
});
server.listen(connection.address, () => {
  writeVitals();
  writeConnectionFile(connectionFile, connection);
});
