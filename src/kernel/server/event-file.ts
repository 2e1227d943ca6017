import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import type { KernelEnding, KernelEvent, KernelLogLine } from "../../protocol/index.js";
import type { EventLog } from "../session/event-log.js";

/** Lines are gathered this long, in milliseconds: what a kernel that is killed loses at most. */
const gatherTime = 200;
/** A file is written anew when it is this much larger than what the log still holds, in characters. */
const slack = 8 * 1024 * 1024;

/**
 * The log of events on disk: a window that comes back when the kernel has ended or was killed still shows all that it
 * did. What later events made superfluous is dropped from time to time, as the log itself does at once.
 */
export class EventFile {
  private descriptor: number | undefined;
  private pending: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  /** Characters in the file, and after it was last written anew. */
  private size = 0;
  private compactSize = 0;

  constructor(
    private readonly file: string,
    private readonly log: EventLog,
  ) {
    this.attempt(() => this.rewrite());
  }

  append(event: KernelEvent): void {
    this.pending.push(line(event));
    // The end of a cell is what a window that comes back must not miss.
    if (event.type === "finished") this.flush();
    else this.timer ??= setTimeout(() => this.flush(), gatherTime);
  }

  /** Says why the kernel ends; nothing is written after it. */
  end(ending: KernelEnding): void {
    this.pending.push(line({ ending }));
    this.flush();
    this.close();
  }

  /** The user has ended the kernel: there is nothing to come back to. */
  remove(): void {
    this.pending = [];
    clearTimeout(this.timer);
    this.close();
    rmSync(this.file, { force: true });
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { descriptor } = this;
    const text = this.pending.join("");
    this.pending = [];
    if (descriptor === undefined || text === "") return;
    this.attempt(() => {
      writeSync(descriptor, text);
      this.size += text.length;
      if (this.size > 2 * this.compactSize + slack) this.rewrite();
    });
  }

  private rewrite(): void {
    const lines = [line({ pid: process.pid }), ...this.log.after(0).map(line)];
    const temporary = `${this.file}.${process.pid}.tmp`;
    const descriptor = openSync(temporary, "w", 0o600);
    for (const text of lines) writeSync(descriptor, text);
    renameSync(temporary, this.file);
    this.close();
    this.descriptor = descriptor;
    this.size = this.compactSize = lines.reduce((sum, text) => sum + text.length, 0);
  }

  /** A disk that is full costs the file, not the kernel. */
  private attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      process.stderr.write(
        `The kernel's events can't be kept in ${this.file}: ${(error as Error).message}\n`,
      );
      this.close();
    }
  }

  private close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }
}

function line(value: KernelLogLine): string {
  return `${JSON.stringify(value)}\n`;
}
