import type { FileHandle } from "node:fs/promises";
import { SummnbError } from "../../errors.js";
import type { Member } from "./members.js";

/** A member of a zip archive, and where its packed bytes are described. */
export interface ZipMember extends Member {
  method: number;
  crc: number;
  packed: number;
  /** Of its local header. */
  offset: number;
}

const signatures = { end: 0x06054b50, end64: 0x06064b50, locator64: 0x07064b50, entry: 0x02014b50 };
const endSize = 22;
/** The end record may be followed by a comment. */
const longestComment = 0xffff;
/** Stands in a field whose value needs 64 bits and is found elsewhere. */
const elsewhere = 0xffffffff;

export async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, position);
  return bytes.subarray(0, bytesRead);
}

/** All members by the archive's central directory, 64-bit archives included (APPNOTE.TXT 6.3.10, 4.3). */
export async function readDirectory(handle: FileHandle, archive: string): Promise<ZipMember[]> {
  const { size } = await handle.stat();
  try {
    const { offset, length } = await findDirectory(handle, size);
    if (offset + length > size) throw new Error("its directory lies behind its end");
    return entries(await bytesAt(handle, offset, length));
  } catch (error) {
    throw new SummnbError(
      `${archive} is not a whole zip archive (${(error as Error).message}): replace it with a fresh copy.`,
      { cause: error },
    );
  }
}

async function findDirectory(handle: FileHandle, size: number): Promise<{ offset: number; length: number }> {
  const tailStart = Math.max(0, size - endSize - longestComment);
  const tail = await bytesAt(handle, tailStart, size - tailStart);
  let at = tail.length - endSize;
  while (at >= 0 && tail.readUInt32LE(at) !== signatures.end) at--;
  if (at < 0) throw new Error("it has no end record");
  const length = tail.readUInt32LE(at + 12);
  const offset = tail.readUInt32LE(at + 16);
  if (offset !== elsewhere && length !== elsewhere) return { offset, length };
  const locator = at - 20;
  if (locator < 0 || tail.readUInt32LE(locator) !== signatures.locator64)
    throw new Error("it lacks a locator");
  const end64 = await bytesAt(handle, Number(tail.readBigUInt64LE(locator + 8)), 56);
  if (end64.readUInt32LE(0) !== signatures.end64) throw new Error("it has no end record");
  return { length: Number(end64.readBigUInt64LE(40)), offset: Number(end64.readBigUInt64LE(48)) };
}

function entries(directory: Buffer): ZipMember[] {
  const members: ZipMember[] = [];
  for (let at = 0; at < directory.length; ) {
    if (directory.readUInt32LE(at) !== signatures.entry)
      throw new Error(`its directory is wrong at byte ${at}`);
    const nameLength = directory.readUInt16LE(at + 28);
    const extraLength = directory.readUInt16LE(at + 30);
    const nameEnd = at + 46 + nameLength;
    const name = textOf(directory.subarray(at + 46, nameEnd));
    const flags = directory.readUInt16LE(at + 8);
    members.push({
      name,
      kind: kindOf(name, directory.readUInt32LE(at + 38)),
      isEncrypted: (flags & 1) !== 0,
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      ...places(directory, at, directory.subarray(nameEnd, nameEnd + extraLength)),
    });
    at = nameEnd + extraLength + directory.readUInt16LE(at + 32);
  }
  return members;
}

/** Sizes and place; the extra field 1 has those that need 64 bits, in this order. */
function places(directory: Buffer, at: number, extra: Buffer): Pick<ZipMember, "size" | "packed" | "offset"> {
  let long: Buffer = Buffer.alloc(0);
  for (let field = 0; field + 4 <= extra.length; field += 4 + extra.readUInt16LE(field + 2))
    if (extra.readUInt16LE(field) === 1)
      long = extra.subarray(field + 4, field + 4 + extra.readUInt16LE(field + 2));
  let next = 0;
  const value = (position: number): number => {
    const short = directory.readUInt32LE(at + position);
    if (short !== elsewhere) return short;
    next += 8;
    return Number(long.readBigUInt64LE(next - 8));
  };
  return { size: value(24), packed: value(20), offset: value(42) };
}

/** The upper half of the attributes has Unix's file type, where the archive comes from there. */
function kindOf(name: string, attributes: number): Member["kind"] {
  const type = (attributes >>> 28) & 0xf;
  if (type === 0xa) return "link";
  return name.endsWith("/") || type === 0x4 ? "folder" : "file";
}

/** Names are UTF-8, or come from a program so old that only their ASCII is sure. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString("latin1");
  }
}
