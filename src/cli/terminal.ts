import { setDisplaySink } from "../library/display/sink.js";

export interface GlobalOptions {
  json?: boolean;
  verbose?: boolean;
}

/**
 * Where a command writes. The result goes to stdout, and with `--json` nothing else does: progress and
 * logs go to stderr.
 */
export class Terminal {
  readonly json: boolean;
  private liveLine = false;

  constructor(options: GlobalOptions) {
    this.json = options.json ?? false;
    // Without a kernel the library prints what it displays; stdout belongs to the result.
    setDisplaySink({ display: () => {}, update: () => {}, delta: () => {} });
  }

  /** The command's result: `value` as JSON with `--json`, else `text`. */
  result(value: unknown, text: string): void {
    this.clearLive();
    process.stdout.write(`${this.json ? JSON.stringify(value) : text}\n`);
  }

  /** One line of a result that is printed as it comes; not for `--json`. */
  line(text: string): void {
    this.clearLive();
    process.stdout.write(`${text}\n`);
  }

  log(text: string): void {
    this.clearLive();
    process.stderr.write(`${text}\n`);
  }

  /** A line that the next one replaces: progress on a terminal. Elsewhere it is left out. */
  live(text: string): void {
    if (!process.stderr.isTTY) return;
    const width = (process.stderr.columns ?? 80) - 1;
    process.stderr.write(`\r\x1b[2K${text.slice(0, width)}`);
    this.liveLine = true;
  }

  clearLive(): void {
    if (this.liveLine) process.stderr.write("\r\x1b[2K");
    this.liveLine = false;
  }
}
