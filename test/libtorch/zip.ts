/** Writes zip files, as wheels are: small contents deflated, files of the disk stored as they are. */
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { finished } from "node:stream/promises";
import zlib from "node:zlib";

/** A text, or the path of a file. */
export type ZipContent = string | { file: string };

export async function writeZip(target: string, entries: Record<string, ZipContent>): Promise<void> {
  const out = createWriteStream(target);
  const write = async (bytes: Buffer) => {
    if (!out.write(bytes)) await once(out, "drain");
  };
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(entries)) {
    const text = typeof content === "string" ? Buffer.from(content) : undefined;
    const packed = text && zlib.deflateRawSync(text);
    const file = typeof content === "string" ? undefined : content.file;
    const size = file ? (await stat(file)).size : (text?.length ?? 0);
    const crc = file ? await crcOf(file) : zlib.crc32(text ?? Buffer.alloc(0));
    const fields = header(packed ? 8 : 0, crc, packed?.length ?? size, size, Buffer.byteLength(name));
    await write(
      Buffer.concat([Buffer.from("504b03041400", "hex"), fields, Buffer.alloc(0), Buffer.from(name)]),
    );
    if (packed) await write(packed);
    if (file)
      for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }))
        await write(chunk as Buffer);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from("504b010214001400", "hex"), fields, place, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + (packed?.length ?? size);
  }
  const table = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(entries).length, 8);
  end.writeUInt16LE(Object.keys(entries).length, 10);
  end.writeUInt32LE(table.length, 12);
  end.writeUInt32LE(offset, 16);
  await write(table);
  out.end(end);
  await finished(out);
}

/** From the flags to the length of the extra field: the same in a file's own header and in the directory. */
function header(method: number, crc: number, packed: number, unpacked: number, nameLength: number): Buffer {
  const fields = Buffer.alloc(24);
  fields.writeUInt16LE(method, 2);
  fields.writeUInt32LE(crc, 8);
  fields.writeUInt32LE(packed, 12);
  fields.writeUInt32LE(unpacked, 16);
  fields.writeUInt16LE(nameLength, 20);
  return fields;
}

async function crcOf(file: string): Promise<number> {
  let crc = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }))
    crc = zlib.crc32(chunk as Buffer, crc);
  return crc;
}
