import type { KernelEnding } from "../../protocol/index.js";

/** All in milliseconds. */
export interface LifetimeLimits {
  /** A kernel that has no client and no running cell ends after this time. */
  grace: number;
  /** A kernel without a client ends its running cell and itself after this time. */
  maxDetached: number;
  /** A kernel that nobody uses ends after this time, also when a window is connected; 0 for never. */
  idle: number;
}

export interface LifetimeActions {
  /** Asks the running cell to end, so that a training saves what it has. */
  interrupt(): void;
  end(ending: KernelEnding): void;
}

/** The time, and who calls back when it has come; tests have their own. */
export interface Clock {
  now(): number;
  /** Replaces what was planned before; undefined plans nothing. */
  plan(action: (() => void) | undefined, milliseconds: number): void;
}

/** Whoever started the kernel has at least so long to connect. */
const firstClientTime = 30_000;
/** A cell that was asked to end has so long to save what it has. */
const savingTime = 60_000;
/** Node's timers overflow at 24.8 days. */
const longestTimer = 2 ** 31 - 1;

/** Decides when a kernel ends: by who is connected, whether a cell runs, and when something last happened. */
export class Lifetime {
  private clients = 0;
  private hadClient = false;
  private running = false;
  private detachedAt: number;
  private lastUse: number;
  /** The running cell has been asked to end, because nobody came back for too long. */
  private overdue = false;
  private ended = false;

  constructor(
    private readonly limits: LifetimeLimits,
    private readonly actions: LifetimeActions,
    private readonly clock: Clock = new SystemClock(),
  ) {
    this.detachedAt = this.lastUse = clock.now();
    this.plan();
  }

  setClients(count: number): void {
    if (count > 0) this.hadClient = true;
    if (count === 0 && this.clients > 0) this.detachedAt = this.clock.now();
    if (count > 0) this.overdue = false;
    if (count > this.clients) this.used();
    this.clients = count;
    this.plan();
  }

  setRunning(running: boolean): void {
    this.running = running;
    this.used();
    this.plan();
  }

  /** Something happened: an output, a question about a variable. Called often; the timer looks at it when it is due. */
  used(): void {
    this.lastUse = this.clock.now();
  }

  /** When it is time to act, and how; undefined when nothing is to come. */
  private due(): { at: number; act: () => void } | undefined {
    const { grace, maxDetached, idle } = this.limits;
    const detachedEnd = this.detachedAt + maxDetached;
    if (this.clients === 0 && this.running)
      return this.overdue
        ? { at: detachedEnd + savingTime, act: () => this.endDetached() }
        : { at: detachedEnd, act: () => this.endCell() };
    if (this.running) return undefined;
    if (this.clients === 0) {
      if (this.overdue) return { at: 0, act: () => this.endDetached() };
      const time = this.hadClient ? grace : Math.max(grace, firstClientTime);
      // What a cell left at work, such as a training that nobody awaits, counts as use.
      const at = Math.min(
        Math.max(this.detachedAt, this.lastUse) + time,
        this.detachedAt + Math.max(time, maxDetached),
      );
      return { at, act: () => this.end("alone", `nobody was connected for ${duration(time)}`) };
    }
    if (idle <= 0) return undefined;
    const message = `nobody used it for ${duration(idle)} (setting summnb.kernel.idleHours)`;
    return { at: this.lastUse + idle, act: () => this.end("unused", message) };
  }

  private plan(): void {
    const due = this.ended ? undefined : this.due();
    this.clock.plan(due && (() => this.check()), due ? Math.max(0, due.at - this.clock.now()) : 0);
  }

  private check(): void {
    const due = this.due();
    if (due && due.at <= this.clock.now()) due.act();
    this.plan();
  }

  private endCell(): void {
    this.overdue = true;
    this.actions.interrupt();
  }

  private endDetached(): void {
    const time = duration(this.limits.maxDetached);
    this.end(
      "detachedTooLong",
      `its cell ran for ${time} without a window (setting summnb.kernel.maxDetachedHours)`,
    );
  }

  private end(reason: KernelEnding["reason"], message: string): void {
    this.ended = true;
    this.actions.end({ reason, message });
  }
}

class SystemClock implements Clock {
  private timer: NodeJS.Timeout | undefined;

  now(): number {
    return Date.now();
  }

  plan(action: (() => void) | undefined, milliseconds: number): void {
    clearTimeout(this.timer);
    // One that comes too early looks again.
    if (action) this.timer = setTimeout(action, Math.min(milliseconds, longestTimer));
  }
}

const units: [name: string, milliseconds: number][] = [
  ["hours", 3_600_000],
  ["minutes", 60_000],
];

/** In the largest unit of which there are at least two. */
export function duration(milliseconds: number): string {
  const [name, size] = units.find(([, unit]) => milliseconds >= 2 * unit) ?? ["s", 1000];
  return `${Math.round((milliseconds / size) * 10) / 10} ${name}`;
}
