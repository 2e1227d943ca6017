import { setDisplaySink } from "../library/display/sink.js";
import { keepSecretsOf, redact } from "../protocol/secrets.js";

export interface GlobalOptions {
  json?: boolean;
  verbose?: boolean;
}

/**
 * Where a command writes. The result goes to stdout, and with `--json` nothing else does: progress and
 * logs go to stderr. Access tokens go nowhere.
 */
export class Terminal {
  readonly json: boolean;
  readonly verbose: boolean;
  private liveLine = false;
  // Bound now: while a notebook runs, what the process writes counts as the running cell's output.
  private readonly out = redacting(process.stdout.write.bind(process.stdout));
  private readonly err = redacting(process.stderr.write.bind(process.stderr));

  constructor(options: GlobalOptions) {
    this.json = options.json ?? false;
    this.verbose = options.verbose ?? false;
    keepSecretsOf(process.env);
    // Without a kernel the library prints what it displays; stdout belongs to the result.
    setDisplaySink({ display: () => {}, update: () => {}, delta: () => {} });
  }

  /** The command's result: `value` as JSON with `--json`, else `text`. */
  result(value: unknown, text: string): void {
    this.clearLive();
    this.out(`${this.json ? JSON.stringify(value) : text}\n`);
  }

  /** One line of a result that is printed as it comes; not for `--json`. */
  line(text: string): void {
    this.clearLive();
    this.out(`${text}\n`);
  }

  /** Text of a result as it is, for streams that bring their own line ends; not for `--json`. */
  write(text: string): void {
    this.clearLive();
    this.out(text);
  }

  log(text: string): void {
    this.clearLive();
    this.err(`${text}\n`);
  }

  /** A line that the next one replaces: progress on a terminal. Elsewhere it is left out. */
  live(text: string): void {
    if (!process.stderr.isTTY) return;
    const width = (process.stderr.columns || 80) - 1;
    this.err(`\r\x1b[2K${text.slice(0, width)}`);
    this.liveLine = true;
  }

  clearLive(): void {
    if (this.liveLine) this.err("\r\x1b[2K");
    this.liveLine = false;
  }
}

function redacting(write: (text: string) => boolean): (text: string) => boolean {
  return (text) => write(redact(text));
}
