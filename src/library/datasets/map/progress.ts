import { progressDisplay } from "../../display/progress.js";
import { display, sendDelta, updateDisplay } from "../../display/sink.js";
import { throwIfInterrupted } from "../../interrupt.js";

/** Milliseconds of work before a bar is shown, and between two of its changes. */
const showAfter = 1000;
const changeEvery = 100;

/** A progress bar for work that takes longer than a second; counting on it is also where an interrupt is met. */
export class Progress {
  private value = 0;
  private seq = 0;
  private outputId: string | undefined;
  private next = performance.now() + showAfter;

  constructor(
    private readonly label: string,
    private readonly total: number,
  ) {}

  add(rows: number): void {
    throwIfInterrupted();
    this.value += rows;
    if (performance.now() < this.next) return;
    this.next = performance.now() + changeEvery;
    if (this.outputId === undefined) this.outputId = display(this.displayable(false));
    else sendDelta({ outputId: this.outputId, seq: ++this.seq, patch: { set: { value: this.value } } });
  }

  /** The bar stays where it is. */
  end(): void {
    if (this.outputId !== undefined)
      updateDisplay(this.outputId, this.displayable(true).toMimeBundle(this.outputId));
  }

  private displayable(final: boolean) {
    const { label, value, total, seq } = this;
    return progressDisplay({ label, value, total, unit: "rows" }, { final, seq });
  }
}
