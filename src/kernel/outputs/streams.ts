import { randomUUID } from "node:crypto";
import type { StreamOutput } from "../../protocol/index.js";
import { overwriteLines } from "./terminal-text.js";

type StreamName = StreamOutput["name"];

export interface StreamSink {
  /** A new output, or with `replaces` the new content of one. */
  emit(outputId: string, output: StreamOutput, replaces: boolean): void;
  /** Calls back once after some milliseconds. */
  later(action: () => void, milliseconds: number): void;
}

/** Pieces are gathered this long, in milliseconds. */
const gatherTime = 50;
/** Longer texts are not sent again with every piece; the stream goes on in a new output. */
const longText = 16_384;

/** The stream outputs of one execution. */
export class Streams {
  /** The output that the next piece may still be added to. */
  private open: { outputId: string; name: StreamName; text: string } | undefined;
  private pending: { name: StreamName; text: string } | undefined;
  private lastFlush = 0;
  private scheduled = false;

  constructor(private readonly sink: StreamSink) {}

  print(name: StreamName, text: string): void {
    if (text !== "") this.add(name, text);
  }

  /** Sends what is gathered. */
  flush(): void {
    const { pending } = this;
    this.pending = undefined;
    this.lastFlush = performance.now();
    if (!pending) return;
    const { open } = this;
    const goesOn = open?.name === pending.name && !(open.text.length > longText && open.text.endsWith("\n"));
    const text = overwriteLines((goesOn ? open.text : "") + pending.text);
    this.open = { outputId: goesOn ? open.outputId : randomUUID(), name: pending.name, text };
    this.sink.emit(this.open.outputId, { output_type: "stream", name: pending.name, text }, goesOn);
  }

  /** Another output comes: what is printed later stands below it. */
  close(): void {
    this.flush();
    this.open = undefined;
  }

  private add(name: StreamName, text: string): void {
    if (this.pending && this.pending.name !== name) this.flush();
    this.pending = { name, text: (this.pending?.text ?? "") + text };
    // A busy cell lets no timer run, so every piece looks at the clock itself.
    if (performance.now() - this.lastFlush >= gatherTime) this.flush();
    else if (!this.scheduled) {
      this.scheduled = true;
      this.sink.later(() => {
        this.scheduled = false;
        this.flush();
      }, gatherTime);
    }
  }
}
