/** A process that has the library and answers questions; started with the first, and again after it has ended. */
import { type ChildProcess, spawn } from "node:child_process";
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from "vscode-jsonrpc/node";
import { advisorMethods, type DownloadFacts } from "../../protocol/advisor.js";

export interface AdvisorLaunch {
  /** The Node, and what it needs in its environment. */
  command: string;
  env: NodeJS.ProcessEnv;
  /** `dist/src/cli/advisor/main.js` of this extension. */
  main: string;
  /** Relative paths of a plan begin here. */
  cwd: string;
}

export interface AdvisorHandlers {
  log(line: string): void;
  onDownload?(progress: Partial<DownloadFacts>): void;
}

interface Live {
  child: ChildProcess;
  rpc: MessageConnection;
}

export class AdvisorProcess {
  private live: Promise<Live> | undefined;

  constructor(
    private readonly launch: () => Promise<AdvisorLaunch>,
    private readonly handlers: AdvisorHandlers,
  ) {}

  /** @throws the process's own sentence where it refuses, or one that says that it ended */
  async ask<T>(method: string, params: unknown = {}): Promise<T> {
    this.live ??= this.start();
    const { rpc } = await this.live;
    return rpc.sendRequest<T>(method, params);
  }

  /** Ends it, and with it what it does; what waits for an answer gets an error. */
  end(): void {
    const { live } = this;
    this.live = undefined;
    void live?.then(({ child, rpc }) => {
      rpc.dispose();
      child.kill("SIGKILL");
    });
  }

  private async start(): Promise<Live> {
    const { command, env, main, cwd } = await this.launch();
    const child = spawn(command, [main], {
      cwd,
      env,
      windowsHide: true,
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    child.stderr?.on("data", (chunk) => this.handlers.log(String(chunk).trimEnd()));
    const rpc = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    rpc.onNotification(advisorMethods.download, (facts: Partial<DownloadFacts>) =>
      this.handlers.onDownload?.(facts),
    );
    rpc.onError(() => {});
    rpc.listen();
    const ended = () => {
      // Disposing rejects what still waits for an answer.
      rpc.dispose();
      this.forget(child);
    };
    child.once("exit", ended);
    return new Promise((resolve, reject) => {
      child.once("spawn", () => resolve({ child, rpc }));
      child.once("error", (error: NodeJS.ErrnoException) => {
        ended();
        this.live = undefined;
        reject(
          error.code === "ENOENT"
            ? new Error(`There is no Node at “${command}”: choose one with “summnb: Select Node”.`)
            : error,
        );
      });
    });
  }

  /** Only if no other one has taken its place. */
  private forget(child: ChildProcess): void {
    const { live } = this;
    void live?.then(
      (current) => {
        if (current.child === child && this.live === live) this.live = undefined;
      },
      () => {},
    );
  }
}
