/** Safetensors files in plain JavaScript: the local Hub must not need LibTorch. */

export interface Float32Tensor {
  shape: number[];
  data: Float32Array;
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** The tensors of a file, which must all be float32. */
export function readFloat32(file: Buffer): Map<string, Float32Tensor> {
  const headerLength = Number(file.readBigUInt64LE());
  const { __metadata__, ...entries } = JSON.parse(file.toString("utf8", 8, 8 + headerLength)) as Record<
    string,
    Entry
  >;
  return new Map(
    Object.entries(entries).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [start, end],
        },
      ]) => {
        if (dtype !== "F32") throw new Error(`${name} is ${dtype}, not F32.`);
        const bytes = Uint8Array.from(file.subarray(8 + headerLength + start, 8 + headerLength + end));
        return [name, { shape, data: new Float32Array(bytes.buffer) }];
      },
    ),
  );
}

/** A file of these tensors. */
export function writeFloat32(tensors: ReadonlyMap<string, Float32Tensor>): Buffer {
  const entries: Record<string, unknown> = { __metadata__: { format: "pt" } };
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    entries[name] = { dtype: "F32", shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = JSON.stringify(entries);
  const header = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, " ");
  header.writeBigUInt64LE(BigInt(header.length - 8));
  header.write(json, 8);
  const parts = [...tensors.values()].map(({ data }) =>
    Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  );
  return Buffer.concat([header, ...parts]);
}

/** The tensor with as many rows as wanted; `fill` gives the new ones. */
export function withRows(
  { shape, data }: Float32Tensor,
  rows: number,
  fill: (row: number) => Float32Array,
): Float32Tensor {
  const [had = 0, width = 1] = shape;
  const whole = new Float32Array(rows * width);
  whole.set(data.subarray(0, Math.min(had, rows) * width));
  for (let row = had; row < rows; row++) whole.set(fill(row), row * width);
  return { shape: [rows, ...shape.slice(1)], data: whole };
}
