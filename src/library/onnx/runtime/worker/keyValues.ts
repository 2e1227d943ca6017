import type { Tensor } from "onnxruntime-node";
import { byteSize, type FloatType, tensorIn } from "./values.js";

/** Keys and values of the self-attention of all layers: what a step has read and what it writes. */
export interface KeyValueNames {
  /** Names of a decoder's inputs, such as `past_key_values.0.decoder.key`. */
  readonly past: readonly string[];
  /** Names of its outputs in the same order. */
  readonly present: readonly string[];
}

/** Room for this many more positions is taken when memory is too small. */
const spare = 32;

/**
 * The past of the rows that are decoded. onnxruntime reads the tensors of one buffer and writes those of another,
 * which then change roles: nothing is allocated or copied at a step.
 */
export class KeyValues {
  #used = new ArrayBuffer(0);
  #free = new ArrayBuffer(0);
  #rows = 0;
  #length = 0;

  constructor(
    private readonly names: KeyValueNames,
    private readonly type: FloatType,
    private readonly heads: number,
    private readonly headWidth: number,
  ) {}

  /** Takes over the first positions [rows, heads, length, width] of every name. */
  start(tensors: readonly Tensor[]): void {
    const [rows, , length] = tensors[0]!.dims as [number, number, number];
    this.#rows = rows;
    this.#length = length;
    this.#used = this.#room(this.#used, rows, length);
    this.#tensors(this.#used, rows, length).forEach((place, i) => {
      (place.data as Float32Array).set(tensors[i]!.data as Float32Array);
    });
  }

  /** Inputs of a step of one position, and the tensors that its outputs go to. */
  feeds(): { inputs: Record<string, Tensor>; outputs: Record<string, Tensor> } {
    const longer = this.#length + 1;
    this.#free = this.#room(this.#free, this.#rows, longer);
    const named = (names: readonly string[], tensors: readonly Tensor[]) =>
      Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
    return {
      inputs: named(this.names.past, this.#tensors(this.#used, this.#rows, this.#length)),
      outputs: named(this.names.present, this.#tensors(this.#free, this.#rows, longer)),
    };
  }

  /** The step whose feeds were given is done. */
  advance(): void {
    this.#length++;
    this.#swap();
  }

  /** Puts the rows of these numbers in this order; a row may come several times. */
  reorder(rows: readonly number[]): void {
    if (rows.length === this.#rows && rows.every((row, i) => row === i)) return;
    const size = byteSize(this.type, [this.heads, this.#length, this.headWidth]);
    this.#free = this.#room(this.#free, rows.length, this.#length);
    const from = new Uint8Array(this.#used);
    const to = new Uint8Array(this.#free);
    for (let name = 0; name < this.names.past.length; name++) {
      const source = name * this.#rows * size;
      const target = name * rows.length * size;
      rows.forEach((row, i) => {
        to.set(from.subarray(source + row * size, source + (row + 1) * size), target + i * size);
      });
    }
    this.#rows = rows.length;
    this.#swap();
  }

  #swap(): void {
    [this.#used, this.#free] = [this.#free, this.#used];
  }

  /** A buffer of the size that all names need: the given one, or a larger one with room for positions to come. */
  #room(buffer: ArrayBuffer, rows: number, length: number): ArrayBuffer {
    const sizeOf = (positions: number) =>
      this.names.past.length * byteSize(this.type, [rows, this.heads, positions, this.headWidth]);
    return buffer.byteLength >= sizeOf(length) ? buffer : new ArrayBuffer(sizeOf(length + spare));
  }

  #tensors(buffer: ArrayBuffer, rows: number, length: number): Tensor[] {
    const dims = [rows, this.heads, length, this.headWidth];
    const size = byteSize(this.type, dims);
    return this.names.past.map((_, i) => tensorIn(this.type, buffer, i * size, dims));
  }
}
