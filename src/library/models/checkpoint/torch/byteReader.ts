import { readSync } from "node:fs";
import { SummnbError } from "../../../errors.js";

const windowBytes = 1 << 16;
/** No name or number of a state dict comes near this; a longer one is a lie about a length. */
const maxPiece = 1 << 20;

/** The error for a PyTorch file that can't be read; `reason` completes "FILE is …". */
export function damagedTorchFile(file: string, reason: string): SummnbError {
  return new SummnbError(
    `${file} is not a whole PyTorch file: ${reason}. Download it again, or save it again as safetensors.`,
  );
}

/** Reads a part of a file in order, through a small window: a file of gigabytes is never held. */
export class ByteReader {
  #window: Buffer = Buffer.alloc(0);
  #windowStart: number;

  constructor(
    private readonly descriptor: number,
    readonly file: string,
    /** Where the next byte comes from. */
    public position: number,
    /** First byte that is not read any more. */
    readonly end: number,
  ) {
    this.#windowStart = position;
  }

  /** The next `count` bytes; valid until the next call. */
  bytes(count: number): Buffer {
    if (count > this.end - this.position)
      throw damagedTorchFile(
        this.file,
        `it ends at byte ${this.end}, but something of ${count} bytes begins at ${this.position}`,
      );
    if (count > maxPiece) throw damagedTorchFile(this.file, `it claims a text or number of ${count} bytes`);
    const inside = this.position - this.#windowStart;
    if (inside < 0 || inside + count > this.#window.length) this.#refill(Math.max(count, windowBytes));
    const start = this.position - this.#windowStart;
    this.position += count;
    return this.#window.subarray(start, start + count);
  }

  #refill(wanted: number): void {
    const size = Math.min(wanted, this.end - this.position);
    const window = Buffer.alloc(size);
    let filled = 0;
    while (filled < size) {
      const read = readSync(this.descriptor, window, filled, size - filled, this.position + filled);
      if (read === 0) throw damagedTorchFile(this.file, `it ends at byte ${this.position + filled}`);
      filled += read;
    }
    this.#window = window;
    this.#windowStart = this.position;
  }

  u8(): number {
    return this.bytes(1)[0]!;
  }

  u16(): number {
    return this.bytes(2).readUInt16LE();
  }

  i32(): number {
    return this.bytes(4).readInt32LE();
  }

  u32(): number {
    return this.bytes(4).readUInt32LE();
  }

  /** @throws SummnbError for numbers beyond 2^53, which no size in a real file reaches */
  u64(): number {
    const value = this.bytes(8).readBigUInt64LE();
    if (value > Number.MAX_SAFE_INTEGER) throw damagedTorchFile(this.file, `it claims a size of ${value}`);
    return Number(value);
  }

  f64BigEndian(): number {
    return this.bytes(8).readDoubleBE();
  }

  /** Text up to the next line feed, which is passed over. */
  line(): string {
    const parts: number[] = [];
    for (let byte = this.u8(); byte !== 0x0a; byte = this.u8()) {
      if (parts.length >= 1000)
        throw damagedTorchFile(this.file, "it claims a name of more than 1000 characters");
      parts.push(byte);
    }
    return Buffer.from(parts).toString("utf8");
  }
}
