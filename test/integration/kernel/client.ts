import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import {
  createMessageConnection,
  type MessageConnection,
  SocketMessageReader,
  SocketMessageWriter,
} from "vscode-jsonrpc/node";
import { CellOutputs } from "../../../src/notebook/index.js";
import {
  type ExecuteResult,
  type KernelConnectionFile,
  type KernelEvent,
  type KernelInfo,
  methods,
  type NotebookOutput,
  protocolVersion,
} from "../../../src/protocol/index.js";

const main = fileURLToPath(new URL("../../../src/kernel/main.js", import.meta.url));

/** A kernel process of its own. */
export class KernelProcess {
  readonly folder = mkdtempSync(path.join(tmpdir(), "summnb-kernel-"));
  readonly connectionFile = path.join(this.folder, "private", "connection.json");
  private child: ChildProcess | undefined;

  async start(environment: Record<string, string> = {}): Promise<KernelConnectionFile> {
    const args = [
      main,
      "--notebook",
      path.join(this.folder, "test.summnb"),
      "--connection",
      this.connectionFile,
    ];
    this.child = spawn(process.execPath, args, {
      detached: true,
      stdio: "ignore",
      env: { ...process.env, ...environment },
    });
    for (const end = Date.now() + 20_000; Date.now() < end; await pause(10)) {
      if (this.child.exitCode !== null)
        throw new Error(`The kernel ended with ${this.child.exitCode}.\n${this.log()}`);
      if (existsSync(this.connectionFile)) return this.connection;
    }
    throw new Error("The kernel did not listen.");
  }

  get connection(): KernelConnectionFile {
    return JSON.parse(readFileSync(this.connectionFile, "utf8")) as KernelConnectionFile;
  }

  get alive(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  log(): string {
    const file = path.join(this.folder, "private", "kernel.log");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  /** Settles with the exit code, or the signal. */
  async ended(milliseconds: number): Promise<number | string | null> {
    if (this.alive) await Promise.race([once(this.child!, "exit"), pause(milliseconds)]);
    return this.child!.exitCode ?? this.child!.signalCode;
  }

  async dispose(): Promise<void> {
    if (this.alive) {
      this.child!.kill("SIGKILL");
      await once(this.child!, "exit");
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A client as the extension host is one. */
export class TestClient {
  readonly events: KernelEvent[] = [];
  private executions = 0;

  private constructor(
    readonly rpc: MessageConnection,
    private readonly socket: net.Socket,
    private readonly name: string,
  ) {
    rpc.onNotification(methods.event, (event: KernelEvent) => {
      this.events.push(event);
    });
    rpc.listen();
  }

  static async connect(address: string, name = "a"): Promise<TestClient> {
    const socket = net.connect(address);
    await once(socket, "connect");
    const rpc = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    return new TestClient(rpc, socket, name);
  }

  /** Connected and with the token shown. */
  static async open(
    { address, token }: KernelConnectionFile,
    replayAfter = 0,
    name = "a",
  ): Promise<TestClient & { info: KernelInfo }> {
    const client = await TestClient.connect(address, name);
    const info = await client.rpc.sendRequest<KernelInfo>(methods.initialize, {
      token,
      protocolVersion,
      replayAfter,
    });
    return Object.assign(client, { info });
  }

  execute(code: string, cellId?: string): Promise<ExecuteResult> {
    const executionId = `${this.name}-${++this.executions}`;
    return this.rpc.sendRequest(methods.execute, { cellId: cellId ?? executionId, executionId, code });
  }

  outputs(executionId: string): NotebookOutput[] {
    const collected = new CellOutputs();
    for (const event of this.events) if (event.executionId === executionId) collected.apply(event);
    return collected.list();
  }

  /** Text of the last outputs' plain text or stream. */
  text(executionId: string): string {
    return this.outputs(executionId)
      .map((output) => ("text" in output ? output.text : "data" in output ? output.data["text/plain"] : ""))
      .join("");
  }

  close(): void {
    this.rpc.end();
    this.socket.destroy();
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
