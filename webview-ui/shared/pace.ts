/** Draws at once, but not more often than ten times a second: of what comes in between only the newest. */

/** Milliseconds from one drawing to the next; a little less than the pace of the deltas, whose clock is another. */
const pause = 90;

export interface Paced<T> {
  /** Draws now or soon. */
  later(value: T): void;
  /** Draws now, whatever was waiting. */
  now(value: T): void;
  stop(): void;
}

export function paced<T>(draw: (value: T) => void): Paced<T> {
  let last = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waiting: T;
  const now = (value: T) => {
    clearTimeout(timer);
    timer = undefined;
    last = performance.now();
    draw(value);
  };
  return {
    now,
    later(value) {
      waiting = value;
      if (timer !== undefined) return;
      const left = last + pause - performance.now();
      if (left <= 0) now(value);
      else timer = setTimeout(() => now(waiting), left);
    },
    stop: () => clearTimeout(timer),
  };
}
