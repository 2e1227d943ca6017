import type { KernelEvent } from "../../protocol/index.js";

/** An event without its number. A plain Omit would lose the union. */
export type EventBody = KernelEvent extends infer Event
  ? Event extends KernelEvent
    ? Omit<Event, "event">
    : never
  : never;

/**
 * The events of a kernel in order. What a later event makes superfluous is dropped (older states of a replaced
 * output, earlier runs of a cell), so that a replay ends in the same state and a long training fits the memory.
 */
export class EventLog {
  private readonly events = new Map<number, KernelEvent>();
  /** Output id to the numbers of its events. */
  private readonly ofOutput = new Map<string, number[]>();
  /** Cell id to the numbers of the events of its newest execution. */
  private readonly ofCell = new Map<string, number[]>();
  last = 0;

  append(event: KernelEvent): void {
    this.last = event.event;
    if (event.type === "started") this.startAnew(event.cellId);
    const outputId = outputIdOf(event);
    if (outputId !== undefined) {
      if (event.type === "replaceOutput") this.dropReplaced(outputId);
      push(this.ofOutput, outputId, event.event);
    }
    push(this.ofCell, event.cellId, event.event);
    this.events.set(event.event, event);
  }

  /** Events after a number, in order. */
  after(number: number): KernelEvent[] {
    return [...this.events.values()].filter(({ event }) => event > number);
  }

  private startAnew(cellId: string): void {
    for (const number of this.ofCell.get(cellId) ?? []) {
      const outputId = outputIdOf(this.events.get(number));
      if (outputId !== undefined) this.ofOutput.delete(outputId);
      this.events.delete(number);
    }
    this.ofCell.delete(cellId);
  }

  /** Deltas and replacements before a replacement say nothing more; the first event says where the output stands. */
  private dropReplaced(outputId: string): void {
    const [first, ...later] = this.ofOutput.get(outputId) ?? [];
    if (first === undefined) return;
    for (const number of later) this.events.delete(number);
    this.ofOutput.set(outputId, [first]);
  }
}

function outputIdOf(event: KernelEvent | undefined): string | undefined {
  if (event?.type === "delta") return event.delta.outputId;
  return event?.type === "output" || event?.type === "replaceOutput" ? event.outputId : undefined;
}

function push(map: Map<string, number[]>, key: string, number: number): void {
  const list = map.get(key);
  if (list) list.push(number);
  else map.set(key, [number]);
}
