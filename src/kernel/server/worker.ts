/**
 * The kernel's second thread: socket, log of events and interrupts. It stays responsive while a cell keeps
 * the main thread busy.
 */
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import type { ExecuteResult, InspectResult, KernelInfo } from "../../protocol/index.js";
import { InterruptDriver } from "../interrupt/index.js";
import { EventLog } from "../session/event-log.js";
import { Calls } from "./calls.js";
import { Client, type ClientHandlers } from "./client.js";
import { newConnection, removeConnection, writeConnectionFile } from "./connection-file.js";
import type { ServerWorkerData, ToMain, ToWorker } from "./messages.js";

const { memory, notebook, connectionFile, grace, maxDetached } = workerData as ServerWorkerData;
const port = parentPort!;
const toMain = (message: ToMain) => port.postMessage(message);

const log = new EventLog();
const calls = new Calls();
const clients = new Set<Client>();
const driver = new InterruptDriver(memory, toMain);
const connection = newConnection(notebook, connectionFile);
let running: KernelInfo["running"] = null;
let executionCount = 0;
let device: string | null = null;
let hadClient = false;
let endTimer: NodeJS.Timeout | undefined;

/** How long a hover waits for a busy main thread, and the process for the end of its cell, in milliseconds. */
const inspectTime = 1000;
const exitTime = 1500;
/** Whoever started the kernel has at least so long to connect. */
const firstClientTime = 30_000;

const handlers: ClientHandlers = {
  initialize(client, replayAfter) {
    for (const event of log.after(replayAfter)) client.send(event);
    clients.add(client);
    hadClient = true;
    keepOrEnd();
    return { pid: process.pid, node: process.version, lastEvent: log.last, running, executionCount };
  },
  execute: (params) => calls.make<ExecuteResult>((call) => toMain({ type: "execute", call, params })),
  interrupt: () => driver.interrupt(),
  inspect({ expression }) {
    const answer = calls.make<InspectResult>((call) => toMain({ type: "inspect", call, expression }));
    return Promise.race([answer, pause(inspectTime, { found: false, markdown: "" })]);
  },
  status: () => ({
    state: running ? "busy" : "idle",
    device,
    residentBytes: process.memoryUsage.rss(),
    uptimeSeconds: process.uptime(),
  }),
  shutdown() {
    // The answer goes out first.
    setTimeout(() => end("a client asked for it"), 50);
  },
  closed(client) {
    clients.delete(client);
    keepOrEnd();
  },
};

/** Without a client a kernel ends after its grace time when idle; a busy one lives until its cell ends. */
function keepOrEnd(): void {
  clearTimeout(endTimer);
  if (clients.size > 0) return;
  const idleTime = hadClient ? grace : Math.max(grace, firstClientTime);
  // Node's timers overflow at 24.8 days.
  const time = Math.min(running ? maxDetached : idleTime, 2 ** 31 - 1);
  endTimer = setTimeout(() => end(`nobody was connected for ${Math.round(time / 1000)} s`), time);
}

function end(reason: string): void {
  removeConnection(connectionFile, connection);
  toMain({ type: "exit", reason });
  // A main thread that is busy does not hear it.
  setTimeout(() => process.kill(process.pid, "SIGKILL"), exitTime);
}

port.on("message", (message: ToWorker) => {
  switch (message.type) {
    case "event": {
      const { event } = message;
      log.append(event);
      for (const client of clients) client.send(event);
      if (event.type === "started") {
        running = { cellId: event.cellId, executionId: event.executionId };
        executionCount = event.executionCount;
      }
      if (event.type === "finished" && event.executionId === running?.executionId) running = null;
      if (event.type === "started" || event.type === "finished") keepOrEnd();
      break;
    }
    case "executed":
    case "inspected":
      calls.answer(message.call, message.result);
      break;
    case "device":
      device = message.device;
      break;
  }
});

const server = createServer((socket) => new Client(socket, connection.token, handlers));
server.on("error", (error) => {
  process.stderr.write(`The kernel can't listen at ${connection.address}: ${error.message}\n`);
  end("it can't listen");
});
server.listen(connection.address, () => {
  writeConnectionFile(connectionFile, connection);
  keepOrEnd();
});
