import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** One field of a protocol buffer message: its number and what it holds. */
type Field = [number: number, value: number | Buffer];

/** CRC-32C bit by bit, as its polynomial is defined: nothing of the writer's table. */
function checksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes)
    for (let bit = 0; bit < 8; bit++) {
      const one = ((crc ^ (byte >>> bit)) & 1) === 1;
      crc = (crc >>> 1) ^ (one ? 0x82f63b78 : 0);
    }
  const plain = BigInt((crc ^ 0xffffffff) >>> 0);
  const rotated = ((plain >> 15n) | (plain << 17n)) & 0xffffffffn;
  return Number((rotated + 0xa282ead8n) & 0xffffffffn);
}

/** The records of a TFRecord file; an assertion fails where a length or checksum is wrong. */
export function readRecords(file: string): Buffer[] {
  const bytes = readFileSync(file);
  const records: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    assert.equal(bytes.readUInt32LE(at + 8), checksum(bytes.subarray(at, at + 8)), "checksum of a length");
    const data = bytes.subarray(at + 12, at + 12 + length);
    assert.equal(data.length, length, "a whole record");
    assert.equal(bytes.readUInt32LE(at + 12 + length), checksum(data), "checksum of a record");
    records.push(data);
    at += 16 + length;
  }
  return records;
}

function fieldsOf(bytes: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(value);
    }
  };
  const take = (length: number) => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const key = varint();
    const kinds: Record<number, () => number | Buffer> = {
      0: varint,
      1: () => take(8).readDoubleLE(),
      2: () => take(varint()),
      5: () => take(4).readFloatLE(),
    };
    fields.push([key >> 3, kinds[key & 7]!()]);
  }
  return fields;
}

const get = (fields: Field[], number: number) => fields.find(([field]) => field === number)?.[1];
const text = (fields: Field[], number: number) => (get(fields, number) as Buffer | undefined)?.toString();

export interface ReadEvent {
  wallTime: number;
  step: number;
  version?: string;
  scalars: Record<string, number>;
  texts: Record<string, string>;
}

/** An event file's events, by the field numbers of event.proto, summary.proto and tensor.proto. */
export function readEvents(file: string): ReadEvent[] {
  return readRecords(file).map((record) => {
    const fields = fieldsOf(record);
    const event: ReadEvent = {
      wallTime: get(fields, 1) as number,
      step: (get(fields, 2) as number | undefined) ?? 0,
      scalars: {},
      texts: {},
    };
    const version = text(fields, 3);
    if (version !== undefined) event.version = version;
    const values = fieldsOf((get(fields, 5) as Buffer | undefined) ?? Buffer.alloc(0));
    for (const [, value] of values) {
      const parts = fieldsOf(value as Buffer);
      const tag = text(parts, 1)!;
      const tensor = get(parts, 8);
      if (tensor === undefined) event.scalars[tag] = get(parts, 2) as number;
      else event.texts[tag] = text(fieldsOf(tensor as Buffer), 8)!;
    }
    return event;
  });
}
