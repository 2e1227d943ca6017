import { Tensor } from "onnxruntime-node";

/** Element types of keys and values, and of logits. */
export type FloatType = "float32" | "float16";

/** Where this JavaScript has 16-bit floats, onnxruntime takes them, else their bits. */
const Half = (globalThis as { Float16Array?: typeof Uint16Array }).Float16Array ?? Uint16Array;

export type FloatArray = Float32Array | Uint16Array;

const elementSize: Record<FloatType, number> = { float32: 4, float16: 2 };

/** Bytes of a tensor of this shape. */
export const byteSize = (type: FloatType, dims: readonly number[]): number =>
  dims.reduce((product, extent) => product * extent, elementSize[type]);

/** A tensor over a part of a buffer, without copying. */
export function tensorIn(
  type: FloatType,
  buffer: ArrayBuffer,
  byteOffset: number,
  dims: readonly number[],
): Tensor {
  const length = dims.reduce((product, extent) => product * extent, 1);
  const data = new (type === "float32" ? Float32Array : Half)(buffer, byteOffset, length);
  return new Tensor(type, data as Float32Array, dims);
}

/** Token ids, or a mask, as int64. */
export const longs = (values: readonly number[], dims: readonly number[]): Tensor =>
  new Tensor("int64", BigInt64Array.from(values, BigInt), dims);

/** These rows of a tensor, in a tensor of its own. */
export function rowsOf(tensor: Tensor, rows: readonly number[]): Tensor {
  const data = tensor.data as FloatArray | BigInt64Array;
  const width = data.length / tensor.dims[0]!;
  const result = new (data.constructor as Float32ArrayConstructor)(rows.length * width);
  rows.forEach((row, i) => {
    result.set((data as Float32Array).subarray(row * width, (row + 1) * width), i * width);
  });
  return new Tensor(tensor.type as "float32", result, [rows.length, ...tensor.dims.slice(1)]);
}

const half = new Float32Array(65536);
let isHalfFilled = false;

/** Every 16-bit float as a number, by its bits. */
function halfTable(): Float32Array {
  if (isHalfFilled) return half;
  for (let bits = 0; bits < 65536; bits++) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    half[bits] =
      exponent === 31
        ? fraction
          ? Number.NaN
          : sign * Number.POSITIVE_INFINITY
        : sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
  }
  isHalfFilled = true;
  return half;
}

/** A tensor's elements as float32; those of a float32 tensor are its own. */
export function toFloat32(tensor: Tensor): Float32Array {
  const data = tensor.data as FloatArray;
  if (tensor.type === "float32") return data as Float32Array;
  if (Half !== Uint16Array) return Float32Array.from(data);
  const table = halfTable();
  return Float32Array.from(data, (bits) => table[bits]!);
}
