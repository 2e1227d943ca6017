/** The few kinds of protocol buffer fields that event files need: https://protobuf.dev/programming-guides/encoding/ */

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  do {
    const more = rest > 0x7fn;
    bytes.push(Number(rest & 0x7fn) | (more ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}

const key = (field: number, wireType: number): Buffer => varint(field * 8 + wireType);

/** A whole number from 0 on. */
export const integer = (field: number, value: number): Buffer =>
  Buffer.concat([key(field, 0), varint(value)]);

export function double(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([key(field, 1), bytes]);
}

export function float(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([key(field, 5), bytes]);
}

/** A string, bytes, or a message of other fields. */
export function bytes(field: number, value: string | Uint8Array): Buffer {
  const content = typeof value === "string" ? Buffer.from(value) : value;
  return Buffer.concat([key(field, 2), varint(content.length), content]);
}

export const message = (field: number, ...fields: Buffer[]): Buffer => bytes(field, Buffer.concat(fields));
