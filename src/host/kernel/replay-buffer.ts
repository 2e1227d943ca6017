/** Parts what a kernel did before we connected from what it does now. */
import type { KernelEvent, KernelInfo } from "../../protocol/index.js";

/**
 * Events reach us before or after the answer to `initialize`; only that answer tells the number of the
 * last old one. Holds the old events until all are there, then hands them over in one piece.
 */
export class ReplayBuffer {
  private readonly held: KernelEvent[] = [];
  private info: KernelInfo | undefined;
  private done = false;

  constructor(
    private readonly onReplay: (events: KernelEvent[], info: KernelInfo) => void,
    private readonly onEvent: (event: KernelEvent) => void,
  ) {}

  begin(info: KernelInfo): void {
    this.info = info;
    this.flush();
  }

  add(event: KernelEvent): void {
    if (this.done) {
      this.onEvent(event);
      return;
    }
    this.held.push(event);
    this.flush();
  }

  private flush(): void {
    const info = this.info;
    if (!info || this.done) return;
    const newest = this.held.at(-1)?.event ?? 0;
    if (newest < info.lastEvent) return;
    this.done = true;
    const old = this.held.filter((event) => event.event <= info.lastEvent);
    if (old.length) this.onReplay(old, info);
    for (const event of this.held) if (event.event > info.lastEvent) this.onEvent(event);
    this.held.length = 0;
  }
}
