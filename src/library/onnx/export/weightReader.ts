import { closeSync, openSync, readSync } from "node:fs";
import { SummnbError } from "../../errors.js";
import { type DType, dtypes } from "../../tensor/dtype.js";
import { toFloat32 } from "./numbers.js";

/** A weight of a model, of which any part can be read as float32. */
export interface WeightReader {
  readonly shape: readonly number[];
  /** `count` values from number `start` on, in row-major order. The caller may not change them. */
  read(start: number, count: number): Float32Array;
}

export const elementCount = (shape: readonly number[]): number =>
  shape.reduce((product, extent) => product * extent, 1);

/** All values of a weight; one [768, 3072] is 9 MB. */
export const readAll = (reader: WeightReader): Float32Array => reader.read(0, elementCount(reader.shape));

/** Values of a formula, in place of those that a checkpoint may lack. */
export function computedReader(shape: readonly number[], values: Float32Array): WeightReader {
  return { shape, read: (start, count) => values.subarray(start, start + count) };
}

/** Files that stay open while weights are read from them. */
export class OpenFiles {
  readonly #descriptors = new Map<string, number>();

  /**
   * Reads from a file's part; nothing of it stays in memory.
   * @throws SummnbError when the file has become shorter or unreadable meanwhile
   */
  reader(file: string, offset: number, dtype: DType, shape: readonly number[]): WeightReader {
    const { bytes } = dtypes[dtype];
    return {
      shape,
      read: (start, count) => {
        // An own buffer: Node's pool would not align the numbers.
        const data = new Uint8Array(new ArrayBuffer(count * bytes));
        this.#fill(file, data, offset + start * bytes);
        return toFloat32(data, dtype);
      },
    };
  }

  #fill(file: string, data: Uint8Array, offset: number): void {
    let descriptor = this.#descriptors.get(file);
    if (descriptor === undefined) {
      descriptor = openSync(file, "r");
      this.#descriptors.set(file, descriptor);
    }
    for (let done = 0; done < data.length; ) {
      // One call reads at most 2 GiB.
      const most = Math.min(data.length - done, 2 ** 30);
      const count = readSync(descriptor, data, done, most, offset + done);
      if (count === 0)
        throw new SummnbError(`${file} became shorter while it was exported; export it again.`);
      done += count;
    }
  }

  close(): void {
    for (const descriptor of this.#descriptors.values()) closeSync(descriptor);
    this.#descriptors.clear();
  }
}
