/** One notebook's kernel as the host sees it: started on demand, rejoined after a reload, restarted after a death. */
import type { ChildProcess } from "node:child_process";
import type {
  ExecuteParams,
  ExecuteResult,
  InspectResult,
  KernelConnectionFile,
  KernelEnding,
  KernelEvent,
  KernelInfo,
  KernelStatus,
  TensorStatistics,
  VariableInfo,
} from "../../protocol/index.js";
import { l10n } from "../l10n.js";
import { KernelConnection } from "./connection.js";
import type { Death } from "./death.js";
import { forgetConnection, type KernelFolder, readConnection, stderrTail } from "./folder.js";
import { type LaunchOptions, launchKernel } from "./launch.js";
import { type LeftKernel, readVitals, takeLeftKernel } from "./left-kernel.js";
import { countOomKills } from "./out-of-memory.js";
import { endProcess, hasEnded } from "./process.js";
import { ReplayBuffer } from "./replay-buffer.js";

export type KernelState = "none" | "starting" | "idle" | "busy" | "dead";

export interface KernelSessionHandlers {
  onEvent(event: KernelEvent): void;
  /** All that the kernel did before this connection, once, before the first `onEvent`. */
  onReplay(events: KernelEvent[], info: KernelInfo): void;
  onState(state: KernelState): void;
  /** The process ended without being asked to and without a word. */
  onDeath(death: KernelDeath): void;
  /** The kernel ended by itself, such as for nobody used it. */
  onEnd(ending: KernelEnding): void;
  /** All that a kernel did which is gone now, and of which this window has heard nothing; an end follows. */
  onLeft(left: LeftKernel): void;
}

export type KernelDeath = Omit<Death, "step">;

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
  /** What the kernel has said before it ended. */
  private ending: KernelEnding | undefined;

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
    if (!(await readConnection(this.options.folder))) {
      await this.showLeft();
      return undefined;
    }
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

  /** The notebook's variables or the members of one; undefined without a kernel, null when it is busy. */
  async variables(parent?: string): Promise<VariableInfo[] | null | undefined> {
    return (await this.live)?.connection.variables(parent === undefined ? {} : { parent });
  }

  async statistics(expression: string): Promise<TensorStatistics | null | undefined> {
    return (await this.live)?.connection.statistics({ expression });
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
    if (!this.live) throw new Error(l10n.t("The kernel is gone."));
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
      if (!live) throw new Error(l10n.t("No kernel is running."));
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
    await this.showLeft();
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
    this.ending = undefined;
    const connection = await KernelConnection.open(file, 0, {
      onEvent: (event) => events.add(event),
      onEnding: (ending) => {
        if (generation === this.generation) this.ending = ending;
      },
      onClose: () => {
        this.closing = this.onClose(file.pid, generation, child);
      },
    });
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
    const { folder } = this.options;
    const [stderr, vitals, oomKills] = [
      await stderrTail(folder),
      await readVitals(folder, pid),
      await countOomKills(),
    ];
    // This window has seen all that the kernel did, but its last words may have come with the close and been lost.
    const left = await takeLeftKernel(folder);
    const ending = this.ending ?? (left?.pid === pid ? left.ending : undefined);
    await forgetConnection(folder);
    if (ending) {
      this.setState("none");
      this.handlers.onEnd(ending);
      return;
    }
    this.setState("dead");
    const { exitCode: code = null, signalCode: signal = null } = child ?? {};
    this.handlers.onDeath({ code, signal, stderr, vitals, oomKills });
  }

  /** A kernel that ended while no window was there: its outputs are shown, and why it ended where that cut a cell. */
  private async showLeft(): Promise<void> {
    const { folder } = this.options;
    const left = await takeLeftKernel(folder);
    if (!left) return;
    this.handlers.onLeft(left);
    if (left.ending) {
      this.handlers.onEnd(left.ending);
      return;
    }
    const [stderr, vitals] = [await stderrTail(folder), await readVitals(folder, left.pid)];
    this.setState("dead");
    this.handlers.onDeath({ code: null, signal: null, stderr, vitals, oomKills: await countOomKills() });
  }
}
