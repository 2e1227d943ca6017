import { createWriteStream } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import zlib from "node:zlib";
import { SummnbError } from "../../errors.js";
import { wantedMembers } from "./members.js";
import { bytesAt, readDirectory, type ZipMember } from "./zipDirectory.js";

const stored = 0;
const deflated = 8;
const localHeaderSize = 30;

/** Unpacks the data files of a zip archive into a folder; sizes and checksums are verified. */
export async function unzip(archive: string, target: string): Promise<void> {
  const handle = await open(archive);
  try {
    const { size } = await handle.stat();
    const wanted = wantedMembers(archive, size, await readDirectory(handle, archive));
    for (const member of wanted) await unpackMember(handle, archive, member, target);
  } finally {
    await handle.close();
  }
}

async function unpackMember(handle: FileHandle, archive: string, member: ZipMember, target: string) {
  const { name, method, packed } = member;
  if (method !== stored && method !== deflated)
    throw new SummnbError(
      `${archive} packs ${name} by method ${method}, which can't be read: pack it anew with the usual method (deflate).`,
    );
  const file = path.join(target, ...name.split(/[/\\]/));
  await mkdir(path.dirname(file), { recursive: true });
  const header = await bytesAt(handle, member.offset, localHeaderSize);
  if (header.length < localHeaderSize) throw damaged(archive, name);
  const start = member.offset + localHeaderSize + header.readUInt16LE(26) + header.readUInt16LE(28);
  try {
    await pipeline(
      pieces(handle, start, packed),
      method === deflated
        ? zlib.createInflateRaw()
        : new Transform({ transform: (piece, _, done) => done(null, piece) }),
      verifier(member, archive),
      createWriteStream(file),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith("Z_")) throw damaged(archive, name, error);
    throw error;
  }
}

async function* pieces(handle: FileHandle, start: number, length: number): AsyncGenerator<Buffer> {
  const most = 1 << 18;
  for (let done = 0; done < length; done += most)
    yield await bytesAt(handle, start + done, Math.min(most, length - done));
}

/** Counts and checksums what passes, and ends what is longer than the directory says. */
function verifier({ name, size, crc }: ZipMember, archive: string): Transform {
  let sum = 0;
  let length = 0;
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      sum = zlib.crc32(piece, sum);
      length += piece.length;
      if (length > size) done(damaged(archive, name));
      else done(null, piece);
    },
    flush: (done) => done(length === size && sum === crc ? null : damaged(archive, name)),
  });
}

function damaged(archive: string, name: string, cause?: unknown): SummnbError {
  return new SummnbError(
    `${archive} is damaged: ${name} is not what the archive says of it; replace it with a fresh copy.`,
    { cause },
  );
}
