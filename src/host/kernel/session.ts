/** One notebook's kernel as the host sees it: started on demand, rejoined after a reload, restarted after a death. */
import type { ChildProcess } from "node:child_process";
import type {
  ExecuteParams,
  ExecuteResult,
  InspectResult,
  KernelConnectionFile,
  KernelEvent,
  KernelInfo,
  KernelStatus,
} from "../../protocol/index.js";
import { KernelConnection } from "./connection.js";
import { forgetConnection, type KernelFolder, readConnection, stderrTail } from "./folder.js";
import { type LaunchOptions, launchKernel } from "./launch.js";
import { endProcess, hasEnded } from "./process.js";
import { ReplayBuffer } from "./replay-buffer.js";

export type KernelState = "none" | "starting" | "idle" | "busy" | "dead";

export interface KernelSessionHandlers {
  onEvent(event: KernelEvent): void;
  /** All that the kernel did before this connection, once, before the first `onEvent`. */
  onReplay(events: KernelEvent[], info: KernelInfo): void;
  onState(state: KernelState): void;
  /** The process ended without being asked to. */
  onDeath(exit: { code: number | null; signal: string | null; stderr: string }): void;
}

export interface KernelSessionOptions {
  folder: KernelFolder;
  /** Read at every start, so that a changed setting takes effect. */
  launch(): Promise<Omit<LaunchOptions, "folder">>;
}

interface Live {
  connection: KernelConnection;
  file: KernelConnectionFile;
  /** Undefined for a kernel that an earlier window started. */
  child: ChildProcess | undefined;
}

export class KernelSession {
  private live: Promise<Live> | undefined;
  private currentState: KernelState = "none";
  /** Counts starts: a late close of an earlier connection must not touch the present one. */
  private generation = 0;
  /** Set while a closed socket is being looked into: did the process die, and of what? */
  private closing: Promise<void> | undefined;

  constructor(
    private readonly options: KernelSessionOptions,
    private readonly handlers: KernelSessionHandlers,
  ) {}

  get state(): KernelState {
    return this.currentState;
  }

  /** Connects to the living kernel, or starts one. Concurrent callers get the same. */
  async start(): Promise<KernelInfo> {
    this.live ??= this.open(true);
    return (await this.live).connection.info;
  }

  /** Connects only to a kernel that an earlier window left running; undefined when there is none. */
  async rejoin(): Promise<KernelInfo | undefined> {
    if (this.live) return this.start();
    if (!(await readConnection(this.options.folder))) return undefined;
    if (!this.live) this.live = this.open(false);
    return this.live.then(
      (live) => live.connection.info,
      () => undefined,
    );
  }

  async execute(params: ExecuteParams): Promise<ExecuteResult> {
    await this.start();
    const { connection } = await this.requireLive();
    try {
      return await connection.execute(params);
    } finally {
      // A death has to be told before whoever waits for the cell goes on.
      await this.closing;
    }
  }

  async interrupt(): Promise<void> {
    await (await this.live)?.connection.interrupt();
  }

  async inspect(expression: string): Promise<InspectResult | undefined> {
    return (await this.live)?.connection.inspect({ expression });
  }

  async status(): Promise<KernelStatus | undefined> {
    return (await this.live)?.connection.status();
  }

  /** Ends the kernel and waits for its process: asked first, then by signals of growing force. */
  async shutdown(): Promise<void> {
    const live = await this.live?.catch(() => undefined);
    this.release();
    if (live) {
      const asked = live.connection.shutdown().catch(() => {});
      await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 2000))]);
      live.connection.close();
      await endProcess(live.file.pid);
    }
    await forgetConnection(this.options.folder);
    this.setState("none");
  }

  /** Lets go of the kernel and leaves it running: the window closes or reloads. */
  async detach(): Promise<void> {
    const live = await this.live?.catch(() => undefined);
    this.release();
    live?.connection.close();
  }

  private release(): void {
    this.generation++;
    this.live = undefined;
  }

  private requireLive(): Promise<Live> {
    if (!this.live) throw new Error("The kernel is gone.");
    return this.live;
  }

  private setState(state: KernelState): void {
    if (state === this.currentState) return;
    this.currentState = state;
    this.handlers.onState(state);
  }

  private async open(mayLaunch: boolean): Promise<Live> {
    const generation = ++this.generation;
    this.setState("starting");
    try {
      const live =
        (await this.connectToLeftKernel(generation)) ?? (mayLaunch && (await this.launch(generation)));
      if (!live) throw new Error("No kernel is running.");
      this.setState(live.connection.info.running ? "busy" : "idle");
      return live;
    } catch (error) {
      if (generation === this.generation) {
        this.live = undefined;
        this.setState("none");
      }
      throw error;
    }
  }

  private async connectToLeftKernel(generation: number): Promise<Live | undefined> {
    const file = await readConnection(this.options.folder);
    if (!file) return undefined;
    // The pid may have passed to another program: then nobody listens, and a new kernel is due.
    const connection = await this.connect(file, generation, undefined).catch(() => undefined);
    return connection && { connection, file, child: undefined };
  }

  private async launch(generation: number): Promise<Live> {
    const { child, connection: file } = await launchKernel({
      ...(await this.options.launch()),
      folder: this.options.folder,
    });
    return { connection: await this.connect(file, generation, child), file, child };
  }

  private async connect(file: KernelConnectionFile, generation: number, child: ChildProcess | undefined) {
    const events = new ReplayBuffer(
      (replayed, info) => generation === this.generation && this.handlers.onReplay(replayed, info),
      (event) => generation === this.generation && this.receive(event),
    );
    const closed = () => {
      this.closing = this.onClose(file.pid, generation, child);
    };
    const connection = await KernelConnection.open(file, 0, (event) => events.add(event), closed);
    events.begin(connection.info);
    return connection;
  }

  private receive(event: KernelEvent): void {
    // Also the cells of a former window, which nobody here waits for.
    if (event.type === "started") this.setState("busy");
    if (event.type === "finished") this.setState("idle");
    this.handlers.onEvent(event);
  }

  /** The socket closed: the kernel is dying, or already dead. */
  private async onClose(pid: number, generation: number, child: ChildProcess | undefined): Promise<void> {
    await hasEnded(pid, 3000);
    if (generation !== this.generation) return;
    this.release();
    const stderr = await stderrTail(this.options.folder);
    await forgetConnection(this.options.folder);
    this.setState("dead");
    this.handlers.onDeath({ code: child?.exitCode ?? null, signal: child?.signalCode ?? null, stderr });
  }
}
