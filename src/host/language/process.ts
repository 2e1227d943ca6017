/** The language-service process: started when it is first asked, and again when it has died, but not for ever. */
import { type ChildProcess, fork } from "node:child_process";
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from "vscode-jsonrpc/node";

/** Deaths within this time after a start count; a service that dies so often would only die again. */
const shortLife = 60_000;
const mostDeaths = 3;

export interface LanguageProcessOptions {
  /** The service's program, and the extension's folder. */
  main: string;
  root: string;
  log(line: string): void;
  /** A process was started, which knows no notebook yet. */
  onStart(): void;
}

export class LanguageProcess {
  private child: ChildProcess | undefined;
  private rpc: MessageConnection | undefined;
  private deaths = 0;
  private startedAt = 0;
  private disposed = false;

  constructor(private readonly options: LanguageProcessOptions) {}

  /** Whether there is a process to ask, which is started if need be. */
  get ready(): boolean {
    return this.connection() !== undefined;
  }

  /** Of the process that runs now. */
  get pid(): number | undefined {
    return this.rpc && this.child?.pid;
  }

  /** The answer; undefined when there is none, because of a cancellation or of the service's death. */
  async request<T>(method: string, params: unknown): Promise<T | undefined> {
    try {
      return (await this.connection()?.sendRequest<T | null>(method, params)) ?? undefined;
    } catch (error) {
      this.options.log(`${method}: ${error instanceof Error ? error.message : error}`);
      return undefined;
    }
  }

  notify(method: string, params: unknown): void {
    // A channel that breaks is followed by the process's end, which is what is acted on.
    void this.connection()
      ?.sendNotification(method, params)
      .catch(() => {});
  }

  dispose(): void {
    this.disposed = true;
    this.rpc?.dispose();
    this.child?.kill();
  }

  private connection(): MessageConnection | undefined {
    if (!this.rpc && !this.disposed && this.deaths < mostDeaths) this.start();
    return this.rpc;
  }

  private start(): void {
    const child = fork(this.options.main, [this.options.root], {
      // Inside VS Code the program is Electron, which is Node only when told so.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
      execArgv: [],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.startedAt = Date.now();
    child.stderr?.on("data", (chunk) => this.options.log(String(chunk).trimEnd()));
    child.once("error", (error) => this.options.log(error.message));
    const rpc = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    rpc.onError(() => {});
    rpc.listen();
    child.once("close", (code, signal) => this.ended(rpc, code, signal));
    this.child = child;
    this.rpc = rpc;
    this.options.onStart();
  }

  private ended(rpc: MessageConnection, code: number | null, signal: string | null): void {
    // Disposing rejects what still waits for an answer.
    rpc.dispose();
    this.rpc = undefined;
    if (this.disposed) return;
    this.deaths = Date.now() - this.startedAt < shortLife ? this.deaths + 1 : 1;
    const next = this.deaths < mostDeaths ? "it starts again when needed" : "it is not started again";
    this.options.log(`The language service ended (${signal ?? code}); ${next}.`);
  }
}
