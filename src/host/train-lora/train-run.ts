/** A run that the panel started: a notebook whose cells its kernel works through, with or without a window. */
import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Notebook, type NotebookCell, parseNotebook, serializeNotebook } from "../../notebook/index.js";
import type { KernelEvent, RunMessage } from "../../protocol/index.js";
import { explainDeath } from "../kernel/death.js";
import type { KernelFolder } from "../kernel/folder.js";
import type { LaunchOptions } from "../kernel/launch.js";
import { KernelSession } from "../kernel/session.js";
import { type PlannedCell, RunState } from "./run-state.js";

export interface TrainRunOptions {
  /** The notebook's file. */
  file: string;
  /** How the notebook is called in the panel. */
  label: string;
  folder: KernelFolder;
  launch(): Promise<Omit<LaunchOptions, "folder">>;
  /** Whether the notebook is open, so that its editor keeps the outputs. */
  isOpen(): boolean;
  tell(message: RunMessage): void;
  log(line: string): void;
}

export class TrainRun {
  private readonly session: KernelSession;
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly options: TrainRunOptions,
    private readonly cells: readonly NotebookCell[],
    readonly state: RunState,
  ) {
    this.session = new KernelSession(
      { folder: options.folder, launch: options.launch },
      {
        onEvent: (event) => this.receive(event),
        onReplay: (events) => this.replay(events),
        onState: () => {},
        onDeath: (death) => this.ended(explainDeath({ ...death, step: state.runningStep() })),
        onEnd: ({ message }) => this.ended(`The kernel ended: ${message}.`),
        onLeft: ({ events, ending }) => {
          this.replay(events);
          this.ended(
            ending
              ? `The kernel ended: ${ending.message}.`
              : explainDeath({ code: null, signal: null, stderr: "" }),
          );
        },
      },
    );
  }

  /** @throws where the notebook can't be read */
  static async open(options: TrainRunOptions): Promise<TrainRun> {
    const notebook = parseNotebook(await readFile(options.file));
    const cells = notebook.cells.filter(({ type }) => type === "code");
    const name = path.basename(options.file, path.extname(options.file));
    return new TrainRun(options, cells, new RunState(name, options.label, plannedCells(notebook)));
  }

  /** Hands all cells to the kernel, which works through them alone; one that fails ends the run. */
  async start(): Promise<void> {
    try {
      await this.session.start();
      this.execute(this.cells);
    } catch (error) {
      this.ended((error as Error).message);
    }
  }

  /** Connects to the kernel of a former window, or shows what it left; what the file holds where there is neither. */
  async rejoin(): Promise<void> {
    if (await this.session.rejoin()) return;
    if (this.state.phase !== "starting") return;
    this.showFile();
  }

  /** The training writes a checkpoint first; the cells after it are left out. */
  async stop(): Promise<void> {
    this.options.tell(this.state.stop());
    await this.session.interrupt();
  }

  /** Goes on with the training from its newest checkpoint, in the kernel that still has its variables. */
  resume(): void {
    const from = this.cells.findIndex(({ source }) => source.includes("trainer.train()"));
    const [training, ...rest] = this.cells.slice(from);
    if (from < 0 || !training) return;
    const source = training.source.replace(
      "trainer.train()",
      "trainer.train({ resumeFromCheckpoint: true })",
    );
    this.execute([{ ...training, source }, ...rest]);
  }

  /** Lets go of the kernel: it goes on, and a later panel finds it. */
  async detach(): Promise<void> {
    await this.session.detach();
    await this.writing;
  }

  /** Ends the kernel, and with it a training that runs. */
  async end(): Promise<void> {
    await this.session.shutdown();
    this.options.tell(this.state.end());
  }

  private execute(cells: readonly NotebookCell[]): void {
    for (const { id, source } of cells)
      this.session
        .execute({ cellId: id, executionId: randomUUID(), code: source, stopOnError: true })
        // The end of the kernel, which rejects what waits, is told by itself.
        .catch((error: Error) => this.options.log(error.message));
  }

  private receive(event: KernelEvent): void {
    for (const message of this.state.apply(event)) this.options.tell(message);
    if (event.type === "finished") this.save();
  }

  private replay(events: readonly KernelEvent[]): void {
    for (const event of events) this.state.apply(event);
    this.options.tell(this.state.snapshot());
    if (events.some(({ type }) => type === "finished")) this.save();
  }

  private ended(message: string): void {
    this.options.tell(this.state.end(message));
    this.save();
  }

  /** The kernel and its events are gone: the outputs of the file are what is left. */
  private showFile(): void {
    let event = 0;
    const ids = (cellId: string) => ({ event: ++event, cellId, executionId: "file" });
    for (const { id, outputs, executionCount } of this.cells) {
      if (executionCount === null) continue;
      this.state.apply({ ...ids(id), type: "started", executionCount, startTime: 0 });
      for (const [index, output] of outputs.entries())
        this.state.apply({ ...ids(id), type: "output", outputId: `${id}-${index}`, output });
      const failed = outputs.some((output) => output.output_type === "error");
      this.state.apply({ ...ids(id), type: "finished", status: failed ? "error" : "ok", endTime: 0 });
    }
    this.state.end("The run ended while no window was open, before its last cell.");
    this.options.tell(this.state.snapshot());
  }

  /** Puts the outputs into the notebook's file, unless its editor does. */
  private save(): void {
    this.writing = this.writing
      .then(() => (this.options.isOpen() ? undefined : this.write()))
      .catch((error: Error) => this.options.log(`The outputs were not saved: ${error.message}`));
  }

  private async write(): Promise<void> {
    const { file } = this.options;
    const notebook = parseNotebook(await readFile(file));
    for (const cell of notebook.cells) {
      const outputs = this.state.outputs.get(cell.id)?.list();
      if (!outputs || this.state.executionCount(cell.id) === null) continue;
      cell.outputs = outputs;
      cell.executionCount = this.state.executionCount(cell.id);
    }
    const temporary = `${file}.${process.pid}.tmp`;
    await writeFile(temporary, serializeNotebook(notebook));
    await rename(temporary, file);
  }
}

/** Code cells with the headings above them. */
function plannedCells({ cells }: Notebook): PlannedCell[] {
  let heading = "";
  return cells.flatMap(({ id, type, source }) => {
    if (type === "markdown") heading = /^#+ +(.+)$/m.exec(source)?.[1] ?? heading;
    return type === "code" ? [{ id, title: heading || "Cell" }] : [];
  });
}
