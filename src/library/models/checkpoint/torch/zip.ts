/**
 * The directory of a zip file whose entries lie in it uncompressed, as torch.save writes them.
 * Source: PKWARE's APPNOTE.TXT 6.3, sections 4.3 (structures) and 4.5.3 (sizes beyond 4 GB).
 */
import { readSync } from "node:fs";
import { damagedTorchFile } from "./byteReader.js";

interface ZipEntry {
  size: number;
  /** Whether its bytes lie there as they are. */
  isStored: boolean;
  headerOffset: number;
}

const signatures = {
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
  entry: 0x02014b50,
  local: 0x04034b50,
};
const endBytes = 22;
const longestComment = 0xffff;
const in64 = 0xffffffff;
const largestDirectory = 64 * 2 ** 20;

export class StoredZip {
  readonly #entries: ReadonlyMap<string, ZipEntry>;
  readonly #directoryStart: number;

  /** @throws SummnbError for a file that is cut off, compressed or encrypted */
  constructor(
    private readonly descriptor: number,
    private readonly file: string,
    private readonly fileSize: number,
  ) {
    const { start, size } = this.#findDirectory();
    this.#directoryStart = start;
    this.#entries = this.#readDirectory(this.#read(start, size));
  }

  get names(): string[] {
    return [...this.#entries.keys()];
  }

  /** Where an entry's bytes lie in the file; undefined when there is no such entry. */
  locate(name: string): { offset: number; size: number } | undefined {
    const entry = this.#entries.get(name);
    if (!entry) return undefined;
    if (!entry.isStored) this.#damaged(`the entry "${name}" is compressed, which torch.save never does`);
    const local = this.#read(entry.headerOffset, 30);
    if (local.readUInt32LE() !== signatures.local) this.#damaged(`the entry "${name}" has no header`);
    const offset = entry.headerOffset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
    if (offset + entry.size > this.#directoryStart)
      this.#damaged(`the entry "${name}" of ${entry.size} bytes does not fit into it`);
    return { offset, size: entry.size };
  }

  #damaged(reason: string): never {
    throw damagedTorchFile(this.file, reason);
  }

  #read(offset: number, size: number): Buffer {
    if (offset + size > this.fileSize)
      this.#damaged(`it has ${this.fileSize} bytes, but its parts reach further`);
    const bytes = Buffer.alloc(size);
    if (readSync(this.descriptor, bytes, 0, size, offset) !== size) this.#damaged("it ends too early");
    return bytes;
  }

  #number64(bytes: Buffer, offset: number): number {
    const value = bytes.readBigUInt64LE(offset);
    if (value > Number.MAX_SAFE_INTEGER) this.#damaged(`it claims a size of ${value}`);
    return Number(value);
  }

  #findDirectory(): { start: number; size: number } {
    const tailStart = Math.max(0, this.fileSize - endBytes - longestComment);
    const tail = this.#read(tailStart, this.fileSize - tailStart);
    let at = tail.length - endBytes;
    while (
      at >= 0 &&
      !(
        tail.readUInt32LE(at) === signatures.end && at + endBytes + tail.readUInt16LE(at + 20) === tail.length
      )
    )
      at--;
    if (at < 0) this.#damaged("the directory at its end is missing, so it was cut off");
    let size = tail.readUInt32LE(at + 12);
    let start = tail.readUInt32LE(at + 16);
    if (at >= 20 && tail.readUInt32LE(at - 20) === signatures.locator64) {
      const end64 = this.#read(this.#number64(tail, at - 12), 56);
      if (end64.readUInt32LE() !== signatures.end64) this.#damaged("the directory at its end is damaged");
      size = this.#number64(end64, 40);
      start = this.#number64(end64, 48);
    }
    if (start + size > tailStart + at || size > largestDirectory)
      this.#damaged("the directory at its end is damaged");
    return { start, size };
  }

  #readDirectory(bytes: Buffer): Map<string, ZipEntry> {
    const entries = new Map<string, ZipEntry>();
    let at = 0;
    while (at < bytes.length) {
      if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== signatures.entry)
        this.#damaged("the directory at its end is damaged");
      const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
      const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
      const next = extraEnd + bytes.readUInt16LE(at + 32);
      if (next > bytes.length) this.#damaged("the directory at its end is damaged");
      const name = bytes.toString("utf8", at + 46, nameEnd);
      if (bytes.readUInt16LE(at + 8) & 1) this.#damaged(`the entry "${name}" is encrypted`);
      if (entries.has(name)) this.#damaged(`it has two entries "${name}"`);
      const [size, packed, headerOffset] = this.#sizes(
        bytes.subarray(at, at + 46),
        bytes.subarray(nameEnd, extraEnd),
      );
      const isStored = bytes.readUInt16LE(at + 10) === 0 && packed === size;
      entries.set(name, { size, isStored, headerOffset });
      at = next;
    }
    return entries;
  }

  /** Size, packed size and place of an entry; those that need 64 bits stand in the extra field, in this order. */
  #sizes(entry: Buffer, extra: Buffer): [size: number, packed: number, headerOffset: number] {
    const fields = [entry.readUInt32LE(24), entry.readUInt32LE(20), entry.readUInt32LE(42)];
    for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
      if (extra.readUInt16LE(at) !== 1) continue;
      let from = at + 4;
      for (const [i, field] of fields.entries()) {
        if (field !== in64) continue;
        if (from + 8 > extra.length) this.#damaged("an entry's size is missing");
        fields[i] = this.#number64(extra, from);
        from += 8;
      }
    }
    return fields as [number, number, number];
  }
}
