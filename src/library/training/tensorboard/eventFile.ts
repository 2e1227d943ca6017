import { appendFileSync, mkdirSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { SummnbError } from "../../errors.js";
import { maskedCrc32c } from "./crc32c.js";
import { scalarsEvent, textEvent, versionEvent } from "./event.js";

/** Files of one process and second have different names. */
let count = 0;

/** One record: length, its checksum, data, its checksum; all little-endian. */
export function recordOf(data: Uint8Array): Buffer {
  const header = Buffer.alloc(12);
  header.writeBigUInt64LE(BigInt(data.length));
  header.writeUInt32LE(maskedCrc32c(header.subarray(0, 8)), 8);
  const footer = Buffer.alloc(4);
  footer.writeUInt32LE(maskedCrc32c(data));
  return Buffer.concat([header, data, footer]);
}

/** An event file in `folder`, which TensorBoard reads while it grows. Every call is on disk when it returns. */
export class EventFile {
  readonly file: string;

  /** @throws SummnbError when the folder can't be written */
  constructor(
    folder: string,
    private readonly now: () => number = Date.now,
  ) {
    const seconds = String(Math.floor(now() / 1000)).padStart(10, "0");
    this.file = path.join(folder, `events.out.tfevents.${seconds}.${hostname()}.${process.pid}.${count++}`);
    try {
      mkdirSync(folder, { recursive: true });
      this.#append(versionEvent(this.#seconds));
    } catch (error) {
      throw new SummnbError(
        `TensorBoard's file can't be written to ${folder} (${(error as Error).message}); set loggingDir to another folder, or reportTo: "none".`,
      );
    }
  }

  get #seconds(): number {
    return this.now() / 1000;
  }

  #append(data: Buffer): void {
    appendFileSync(this.file, recordOf(data));
  }

  /** Figures that are no finite number are left out. */
  scalars(step: number, scalars: Readonly<Record<string, number | null | undefined>>): void {
    const finite = Object.entries(scalars).filter((entry): entry is [string, number] =>
      Number.isFinite(entry[1]),
    );
    if (finite.length > 0) this.#append(scalarsEvent(this.#seconds, step, Object.fromEntries(finite)));
  }

  /** A text in Markdown. */
  text(tag: string, text: string): void {
    this.#append(textEvent(this.#seconds, tag, text));
  }
}
