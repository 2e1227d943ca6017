/** All lines of a run's metrics, read once: a later look reads only what was appended since. */
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { type MetricsLine, parseJsonLines } from "../../runs/index.js";

export class MetricsFile {
  private readonly lines: MetricsLine[] = [];
  private offset = 0;

  constructor(private readonly file: string) {}

  /** The lines as of now; the same array at every call. */
  read(): readonly MetricsLine[] {
    const size = statSync(this.file, { throwIfNoEntry: false })?.size ?? 0;
    // Metrics are never cut: a shorter file is another one.
    if (size < this.offset) {
      this.lines.length = 0;
      this.offset = 0;
    }
    if (size > this.offset) this.readFrom(size);
    return this.lines;
  }

  private readFrom(size: number): void {
    const buffer = Buffer.alloc(size - this.offset);
    const descriptor = openSync(this.file, "r");
    let length: number;
    try {
      length = readSync(descriptor, buffer, 0, buffer.length, this.offset);
    } finally {
      closeSync(descriptor);
    }
    // A line that is being written is left for the next look.
    const whole = buffer.lastIndexOf(0x0a, length - 1) + 1;
    for (const line of parseJsonLines<MetricsLine>(buffer.toString("utf8", 0, whole))) this.lines.push(line);
    this.offset += whole;
  }
}
