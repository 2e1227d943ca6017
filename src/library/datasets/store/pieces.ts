import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { SummnbError } from "../../errors.js";

/** How much is read ahead where reading goes on from where it ended. */
const ahead = 1 << 17;

/** Files that nobody reads any more are closed. */
const forgotten = new FinalizationRegistry<number>((descriptor) => closeSync(descriptor));

/**
 * Bytes of a file by position, of which one piece is kept in memory: as much as was asked for where reading
 * jumps about, and more where it goes on in order.
 */
export class FilePieces {
  readonly size: number;
  private readonly descriptor: number;
  /** Where pieces are read to; it grows to the longest. */
  private memory = Buffer.alloc(0);
  private piece = this.memory;
  private start = 0;

  constructor(private readonly file: string) {
    this.descriptor = openSync(file, "r");
    forgotten.register(this, this.descriptor);
    this.size = fstatSync(this.descriptor).size;
  }

  /** The bytes from `start` up to but not including `end`; valid until the next call. */
  bytes(start: number, end: number): Buffer {
    const last = this.start + this.piece.length;
    if (start < this.start || end > last) {
      const inOrder = start >= this.start && start <= last;
      this.read(start, inOrder ? Math.min(this.size, Math.max(end, start + ahead)) : end);
    }
    return this.piece.subarray(start - this.start, end - this.start);
  }

  private read(start: number, end: number): void {
    if (this.memory.length < end - start) this.memory = Buffer.allocUnsafeSlow(end - start);
    // Nothing is kept should reading fail.
    this.piece = this.memory.subarray(0, 0);
    const piece = this.memory.subarray(0, end - start);
    for (let done = 0; done < piece.length; ) {
      const count = readSync(this.descriptor, piece, done, piece.length - done, start + done);
      if (count === 0)
        throw new SummnbError(
          `${this.file} ended while a data set was read from it: delete its folder, and load the data set again.`,
        );
      done += count;
    }
    this.piece = piece;
    this.start = start;
  }
}
