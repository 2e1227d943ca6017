import { joinText, type Notebook } from "../../notebook/index.js";
import {
  type KernelEvent,
  kindOf,
  type MimeBundle,
  type NotebookOutput,
  type OutputPayload,
  type StreamOutput,
} from "../../protocol/index.js";
import type { Terminal } from "../terminal.js";
import { TrainingLine } from "../training-line.js";

/** Between two lines of a training's progress where there is no terminal, in milliseconds. */
const reportEvery = 10_000;

/**
 * Prints a notebook's outputs as text while its cells run, under the headings of its markdown cells. What is
 * live, such as a training, is a line that changes, and its text once it is final.
 */
export class NotebookPrinter {
  private readonly training: TrainingLine;
  private trainingText: string | undefined;
  private reported = Date.now();
  private position = "";
  private started = Date.now();
  /** Outputs that may still change, by output id. */
  private readonly open = new Map<string, string>();
  /** Text of streams that was printed, by output id: a stream grows by whole replacements. */
  private readonly streams = new Map<string, string>();
  private readonly codeCells: number;
  private nextCell = 0;
  private ran = 0;

  constructor(
    private readonly notebook: Notebook,
    private readonly terminal: Terminal,
  ) {
    this.codeCells = notebook.cells.filter(
      ({ type, source }) => type === "code" && source.trim() !== "",
    ).length;
    this.training = new TrainingLine((line) => this.showTraining(line));
  }

  /** Shows again how far it is; to be called a few times a second. */
  refresh(): void {
    if (this.position === "") return;
    const seconds = Math.round((Date.now() - this.started) / 1000);
    this.terminal.live(`${this.position} ${this.trainingText ?? `${seconds} s`}`);
  }

  event(event: KernelEvent): void {
    if (event.type === "started") this.start(event.cellId);
    else if (event.type === "output") this.output(event.outputId, event.output);
    else if (event.type === "replaceOutput") this.replace(event.outputId, event.output);
    else if (event.type === "delta") this.training.delta(event.delta);
    else if (event.type === "finished") this.finish();
  }

  private start(cellId: string): void {
    const { cells } = this.notebook;
    const index = cells.findIndex((cell) => cell.id === cellId);
    for (const cell of cells.slice(this.nextCell, index))
      if (cell.type === "markdown") for (const heading of headings(cell.source)) this.print(`\n${heading}\n`);
    this.nextCell = index + 1;
    this.ran++;
    this.position = `cell ${this.ran} of ${this.codeCells}:`;
    this.started = Date.now();
    this.refresh();
  }

  private output(outputId: string, output: NotebookOutput): void {
    if (output.output_type === "stream") this.stream(outputId, output);
    else if (output.output_type !== "error") {
      this.follow(outputId, output.data);
      if (isLive(output.data)) this.open.set(outputId, textOf(output.data));
      else this.print(block(textOf(output.data)));
    }
  }

  /** Prints what is new of a stream; of one whose last line was written over, all that differs. */
  private stream(outputId: string, { name, text: source }: StreamOutput): void {
    const text = joinText(source);
    const before = this.streams.get(outputId) ?? "";
    this.streams.set(outputId, text);
    let same = 0;
    while (same < before.length && text[same] === before[same]) same++;
    const added = same === before.length ? text.slice(same) : text.slice(text.lastIndexOf("\n", same) + 1);
    if (added === "") return;
    if (name === "stderr") this.terminal.log(added.replace(/\n$/, ""));
    else this.print(added);
  }

  private replace(outputId: string, output: NotebookOutput): void {
    if (output.output_type === "stream") this.stream(outputId, output);
    if (!("data" in output)) return;
    this.follow(outputId, output.data);
    if (!this.open.has(outputId)) return;
    this.open.set(outputId, textOf(output.data));
    if (!isLive(output.data)) this.close(outputId);
  }

  private finish(): void {
    // What never became final, because its cell was interrupted, is shown as it stands.
    for (const outputId of [...this.open.keys()]) this.close(outputId);
    this.streams.clear();
    this.position = "";
    this.trainingText = undefined;
    this.terminal.clearLive();
  }

  private close(outputId: string): void {
    this.print(block(this.open.get(outputId) ?? ""));
    this.open.delete(outputId);
  }

  private follow(outputId: string, data: MimeBundle): void {
    const payloads = Object.entries(data).filter(([mime]) => kindOf(mime) === "training");
    for (const [mime, payload] of payloads)
      this.training.take({ [mime]: payload }, (payload as OutputPayload).outputId ?? outputId);
  }

  private showTraining(line: string | undefined): void {
    this.trainingText = line;
    if (line === undefined) return;
    this.refresh();
    if (process.stderr.isTTY || Date.now() - this.reported < reportEvery) return;
    this.reported = Date.now();
    this.terminal.log(`${this.position} ${line}`);
  }

  private print(text: string): void {
    if (!this.terminal.json) this.terminal.write(text);
  }
}

/** A display stands apart; what a cell prints runs on. */
function block(text: string): string {
  return text === "" ? "" : `${text.replace(/\n*$/, "\n")}\n`;
}

function isLive(data: MimeBundle): boolean {
  return Object.entries(data).some(
    ([mime, payload]) => kindOf(mime) !== undefined && (payload as OutputPayload).final === false,
  );
}

function textOf(data: MimeBundle): string {
  const text = data["text/plain"];
  return typeof text === "string" || Array.isArray(text) ? joinText(text) : "";
}

function headings(markdown: string): string[] {
  return markdown.split("\n").filter((line) => /^#{1,6}\s/.test(line));
}
