import { progressDisplay } from "../display/progress.js";
import { currentCell, display, sendDelta, updateDisplay } from "../display/sink.js";
import type { DownloadProgress } from "./environment.js";

/** Milliseconds between two figures. */
const showEvery = 200;
/** Smaller downloads are over before anyone reads a bar. */
const worthShowing = 2 ** 20;

/** Bytes of several files of one call, shown while they arrive: in a cell as an output, else on the terminal. */
export class ByteProgress {
  readonly #received = new Map<string, number>();
  readonly #started = Date.now();
  /** Bytes that were there at the beginning do not count for the speed. */
  #before = 0;
  #shown = 0;
  #seq = 0;
  #outputId: string | undefined;
  #hasLine = false;

  constructor(
    private readonly label: string,
    private readonly total: number,
    private readonly onProgress: ((progress: DownloadProgress) => void) | undefined,
  ) {}

  /** A file has so many bytes now. */
  update(file: string, bytes: number): void {
    if (!this.#received.has(file)) this.#before += bytes;
    this.#received.set(file, bytes);
    const received = this.#sum();
    this.onProgress?.({ file, received, total: this.total });
    const now = Date.now();
    if (this.onProgress || now - this.#shown < showEvery || this.total < worthShowing || isUnwanted()) return;
    this.#shown = now;
    this.#show(file, received);
  }

  /** Takes the line away, or leaves the output as it stays in the notebook. */
  end(isDone: boolean): void {
    if (this.#hasLine) process.stderr.write("\r\x1b[2K");
    if (!this.#outputId) return;
    const data = this.#data(this.#sum(), isDone ? "" : "ended early");
    updateDisplay(this.#outputId, progressDisplay(data, { seq: this.#seq }).toMimeBundle(this.#outputId));
  }

  #sum(): number {
    return [...this.#received.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  #data(value: number, detail: string) {
    return { label: this.label, value, total: this.total, unit: "B", detail };
  }

  #show(file: string, received: number): void {
    const seconds = Math.max(0.001, (Date.now() - this.#started) / 1000);
    const speed = `${((received - this.#before) / 1e6 / seconds).toFixed(1)} MB/s`;
    const data = this.#data(received, `${file}, ${speed}`);
    if (currentCell()) {
      if (this.#outputId) sendDelta({ outputId: this.#outputId, seq: ++this.#seq, patch: { set: data } });
      else this.#outputId = display(progressDisplay(data, { final: false }));
      return;
    }
    if (!process.stderr.isTTY) return;
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
    const text = `${this.label}: ${megabytes(received)} of ${megabytes(this.total)} MB (${data.detail})`;
    process.stderr.write(`\r\x1b[2K${text.slice(0, (process.stderr.columns || 80) - 1)}`);
    this.#hasLine = true;
  }
}

const isUnwanted = () => /^(1|on|yes|true)$/i.test(process.env.HF_HUB_DISABLE_PROGRESS_BARS ?? "");
