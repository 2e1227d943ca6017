/** Progress bars over anything that can be looped over. */
import type { ProgressData } from "../protocol/index.js";
import { progressDisplay, progressText } from "./display/progress.js";
import { display, isNotebook, updateDisplay } from "./display/sink.js";

export interface ProgressOptions {
  /** How many items there will be; default the iterable's own `length`, `size` or `numRows`. */
  total?: number;
  /** What stands before the bar. */
  label?: string;
  /** What an item is, such as "examples". */
  unit?: string;
}

/** What `progress` gives: loop over it with `for await`, or with `for` when the source is synchronous. */
export type Progress<T, Source> = AsyncIterable<T> & (Source extends Iterable<T> ? Iterable<T> : unknown);

/** Between two changes that are shown, in milliseconds. */
const showTime = 100;

/**
 * The items of any iterable, with a bar that shows how far the loop is: in a notebook an output of its own, in a
 * terminal a line on stderr. As tqdm: `for (const row of progress(dataset, { label: "Scoring" })) …`.
 */
export function progress<T, Source extends Iterable<T> | AsyncIterable<T>>(
  source: Source & (Iterable<T> | AsyncIterable<T>),
  options: ProgressOptions = {},
): Progress<T, Source> {
  const total = options.total ?? lengthOf(source);
  const bar = () => new ProgressBar({ ...options, total });
  const made: Partial<Iterable<T>> & AsyncIterable<T> = {
    async *[Symbol.asyncIterator]() {
      const shown = bar();
      try {
        for await (const item of source) {
          yield item;
          shown.step();
        }
      } finally {
        shown.end();
      }
    },
  };
  if (Symbol.iterator in source)
    made[Symbol.iterator] = function* () {
      const shown = bar();
      try {
        for (const item of source as Iterable<T>) {
          yield item;
          shown.step();
        }
      } finally {
        shown.end();
      }
    };
  return made as Progress<T, Source>;
}

function lengthOf(source: unknown): number | undefined {
  const { length, size, numRows } = source as Record<string, unknown>;
  return [length, size, numRows].find((value): value is number => typeof value === "number");
}

class ProgressBar {
  private value = 0;
  private readonly start = performance.now();
  private shownAt = this.start;
  private readonly show: (data: ProgressData, final: boolean) => void;

  constructor(private readonly options: ProgressOptions & { total: number | undefined }) {
    this.show = isNotebook() ? inNotebook() : inTerminal();
    this.show(this.data(this.start), false);
  }

  step(): void {
    this.value++;
    const now = performance.now();
    if (now - this.shownAt < showTime) return;
    this.shownAt = now;
    this.show(this.data(now), false);
  }

  end(): void {
    this.show(this.data(performance.now()), true);
  }

  private data(now: number): ProgressData {
    const { label = "Progress", total, unit } = this.options;
    const seconds = (now - this.start) / 1000;
    const rate = seconds > 0 && this.value > 0 ? this.value / seconds : 0;
    const left = total === undefined || rate === 0 ? "?" : clock(Math.max(0, total - this.value) / rate);
    const pace = rate === 0 ? "?" : rate >= 1 ? `${rate.toFixed(1)}/s` : `${(1 / rate).toFixed(1)} s each`;
    return {
      label,
      value: this.value,
      total: total ?? null,
      ...(unit === undefined ? {} : { unit }),
      detail: `${clock(seconds)}<${left}, ${pace}`,
    };
  }
}

/** Minutes and seconds, with hours where there are any. */
function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  return `${hours ? `${hours}:` : ""}${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

/** An output that changes; the kernel makes few deltas of many updates. */
function inNotebook() {
  let outputId: string | undefined;
  let seq = 0;
  return (data: ProgressData, final: boolean): void => {
    const shown = progressDisplay(data, { final, seq: seq++ });
    if (outputId === undefined) outputId = display(shown);
    else updateDisplay(outputId, shown.toMimeBundle(outputId));
  };
}

/** One line that is written over; where stderr is no terminal, only its last state. */
function inTerminal() {
  let longest = 0;
  return (data: ProgressData, final: boolean): void => {
    const { isTTY } = process.stderr;
    if (!isTTY && !final) return;
    const line = progressText(data);
    longest = Math.max(longest, line.length);
    process.stderr.write(`${isTTY ? "\r" : ""}${isTTY ? line.padEnd(longest) : line}${final ? "\n" : ""}`);
  };
}
