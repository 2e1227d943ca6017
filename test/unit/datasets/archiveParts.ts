const signatures = { entry: 0x02014b50, end: 0x06054b50, end64: 0x06064b50, locator64: 0x07064b50 };

/** A zip archive of one member with its entry in the central directory changed. */
export function patchDirectory(zip: Uint8Array, change: (entry: Buffer) => void): Buffer {
  const bytes = Buffer.from(zip);
  change(bytes.subarray(findLast(bytes, signatures.entry)));
  return bytes;
}

/** A zip archive of one member as a program writes it that uses 64 bits for sizes and places. */
export function as64Bit(zip: Uint8Array): Buffer {
  const bytes = Buffer.from(zip);
  const start = findLast(bytes, signatures.entry);
  const end = findLast(bytes, signatures.end);
  const entry = bytes.subarray(start, end);
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  for (const [index, field] of [24, 20, 42].entries()) {
    extra.writeBigUInt64LE(BigInt(entry.readUInt32LE(field)), 4 + 8 * index);
    entry.writeUInt32LE(0xffffffff, field);
  }
  entry.writeUInt16LE(extra.length, 30);
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(signatures.end64, 0);
  end64.writeBigUInt64LE(BigInt(entry.length + extra.length), 40);
  end64.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(signatures.locator64, 0);
  locator.writeBigUInt64LE(BigInt(end + extra.length), 8);
  const last = bytes.subarray(end);
  last.writeUInt32LE(0xffffffff, 12);
  last.writeUInt32LE(0xffffffff, 16);
  return Buffer.concat([bytes.subarray(0, start), entry, extra, end64, locator, last]);
}

function findLast(bytes: Buffer, signature: number): number {
  const sought = Buffer.alloc(4);
  sought.writeUInt32LE(signature);
  return bytes.lastIndexOf(sought);
}
