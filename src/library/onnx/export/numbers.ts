/** Element types of checkpoints and of graphs, converted without LibTorch. */
import { SummnbError } from "../../errors.js";
import type { DType } from "../../tensor/dtype.js";

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

/** Bits of the float32 that a float16's bits mean. */
function widenHalf(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f800000 | (fraction << 13);
  if (exponent !== 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  scratch[0] = fraction * 2 ** -24;
  return sign | scratchBits[0]!;
}

/** Bits of the float16 nearest to the float32 of these bits, ties to even, as IEEE 754 rounds. */
function narrowToHalf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  // From 65520 on the nearest is infinity.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Below the smallest normal number: adding 0.5 in float32 rounds to a multiple of 2^-24.
    scratchBits[0] = magnitude;
    scratch[0] = scratch[0]! + 0.5;
    return sign | (scratchBits[0]! - 0x3f000000);
  }
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}

const widen: Partial<Record<DType, (bytes: Uint8Array) => Float32Array>> = {
  float32: (bytes) => new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4),
  float64: (bytes) =>
    Float32Array.from(new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8)),
  bfloat16: (bytes) => fromBits(bytes, (bits) => bits << 16),
  float16: (bytes) => fromBits(bytes, widenHalf),
};

function fromBits(bytes: Uint8Array, convert: (bits: number) => number): Float32Array {
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  const result = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) result[i] = convert(halves[i]!);
  return new Float32Array(result.buffer);
}

/**
 * A file's numbers as float32; those of float32 itself are a view.
 * @param bytes in the machine's (little-endian) order, aligned to the element
 * @throws SummnbError for a type that is no floating-point number
 */
export function toFloat32(bytes: Uint8Array, dtype: DType): Float32Array {
  const convert = widen[dtype];
  if (!convert)
    throw new SummnbError(
      `The checkpoint holds weights of type ${dtype}; a model's weights are floating-point.`,
    );
  return convert(bytes);
}

/** The nearest float16 of each value, as their bits. */
export function toFloat16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < halves.length; i++) halves[i] = narrowToHalf(bits[i]!);
  return halves;
}

/** The bytes of numbers, as a view. */
export const bytesOf = (numbers: ArrayBufferView): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
