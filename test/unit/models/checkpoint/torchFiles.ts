/** PyTorch files made by hand, so that each can be wrong in one way that Python would never write. */

/** One entry of a zip file, stored as it is. */
export interface Entry {
  name: string;
  data: Buffer;
  /** Sizes and place in the 64-bit extra field, as files beyond 4 GB have them. */
  zip64?: boolean;
  flags?: number;
  method?: number;
}

const u16 = (value: number) => Buffer.from([value & 255, value >> 8]);
function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
function u64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

/** A zip file as torch.save lays it out; `zip64End` also puts the directory's place into 64 bits. */
export function zipFile(entries: readonly Entry[], zip64End = false): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, zip64 = false, flags = 0, method = 0 } of entries) {
    const header = Buffer.concat([
      u32(0x04034b50),
      u16(45),
      u16(flags),
      u16(method),
      Buffer.alloc(8),
      u32(data.length),
      u32(data.length),
      u16(name.length),
      u16(0),
      Buffer.from(name),
    ]);
    const extra = zip64
      ? Buffer.concat([u16(0x9999), u16(0), u16(1), u16(24), u64(data.length), u64(data.length), u64(offset)])
      : Buffer.alloc(0);
    const in32 = (value: number) => u32(zip64 ? 0xffffffff : value);
    directory.push(
      u32(0x02014b50),
      Buffer.alloc(4),
      u16(flags),
      u16(method),
      Buffer.alloc(8),
      in32(data.length),
      in32(data.length),
      u16(name.length),
      u16(extra.length),
      u16(0),
      Buffer.alloc(8),
      in32(offset),
      Buffer.from(name),
      extra,
    );
    local.push(header, data);
    offset += header.length + data.length;
  }
  const index = Buffer.concat(directory);
  const end64 = Buffer.concat([
    u32(0x06064b50),
    u64(44),
    Buffer.alloc(12),
    u64(entries.length),
    u64(entries.length),
    u64(index.length),
    u64(offset),
    u32(0x07064b50),
    u32(0),
    u64(offset + index.length),
    u32(1),
  ]);
  const end = Buffer.concat([
    u32(0x06054b50),
    Buffer.alloc(4),
    u16(entries.length),
    u16(entries.length),
    u32(zip64End ? 0xffffffff : index.length),
    u32(zip64End ? 0xffffffff : offset),
    u16(0),
  ]);
  return Buffer.concat([...local, index, ...(zip64End ? [end64] : []), end]);
}

/** Pieces of a pickle of protocol 2. */
export const pickle = {
  /** A whole pickle around the pieces of one value. */
  of: (...pieces: Buffer[]) => Buffer.concat([Buffer.from([0x80, 2]), ...pieces, Buffer.from(".")]),
  global: (module: string, name: string) => Buffer.from(`c${module}\n${name}\n`),
  text: (text: string) => Buffer.concat([Buffer.from("X"), u32(Buffer.byteLength(text)), Buffer.from(text)]),
  int: (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value);
    return Buffer.concat([Buffer.from("J"), bytes]);
  },
  /** LONG1 of eight bytes. */
  long: (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return Buffer.concat([Buffer.from([0x8a, 8]), bytes]);
  },
  tuple: (...items: Buffer[]) => Buffer.concat([Buffer.from("("), ...items, Buffer.from("t")]),
  dict: (...items: Buffer[]) => Buffer.concat([Buffer.from("}("), ...items, Buffer.from("u")]),
  call: (callable: Buffer, ...args: Buffer[]) =>
    Buffer.concat([callable, pickle.tuple(...args), Buffer.from("R")]),
  persistent: (id: Buffer) => Buffer.concat([id, Buffer.from("Q")]),
  false: Buffer.from([0x89]),
};

export interface Described {
  offset?: number;
  shape?: (number | bigint)[];
  strides?: (number | bigint)[];
  /** Elements that the pickle claims for the storage. */
  elements?: number;
  storage?: string;
}

/** A tensor as torch.save pickles it; six float32 of storage "0" unless said otherwise. */
export function tensor({
  offset = 0,
  shape = [2, 3],
  strides = [3, 1],
  elements = 6,
  storage = "FloatStorage",
}: Described = {}): Buffer {
  const { int, long, text, tuple, global, call, persistent } = pickle;
  const number = (value: number | bigint) => (typeof value === "bigint" ? long(value) : int(value));
  const id = tuple(text("storage"), global("torch", storage), text("0"), text("cpu"), int(elements));
  return call(
    global("torch._utils", "_rebuild_tensor_v2"),
    persistent(id),
    int(offset),
    tuple(...shape.map(number)),
    tuple(...strides.map(number)),
    pickle.false,
    call(global("collections", "OrderedDict")),
  );
}

/** The six float32 0, 1, … 5. */
export const sixFloats = Buffer.from(new Float32Array([0, 1, 2, 3, 4, 5]).buffer);

/** Entries of a file {"w": value} with one storage. */
export function entriesOf(value: Buffer, data = sixFloats): Entry[] {
  return [
    { name: "archive/data.pkl", data: pickle.of(pickle.dict(pickle.text("w"), value)) },
    { name: "archive/byteorder", data: Buffer.from("little") },
    { name: "archive/data/0", data },
    { name: "archive/version", data: Buffer.from("3\n") },
  ];
}
