import { type ElementType, elementTypes } from "../proto/messages.js";
import { bytesOf } from "./numbers.js";
import { elementCount, readAll, type WeightReader } from "./weightReader.js";

/** A constant of a graph, whose values are made when they are written. */
export interface Initializer {
  name: string;
  type: ElementType;
  dims: readonly number[];
  /** The values in row-major order, little-endian, in pieces of any length. */
  parts: () => Iterable<Uint8Array>;
}

export const byteLength = ({ type, dims }: Initializer): number =>
  elementCount(dims) * elementTypes[type].bytes;

/** All constants and weights of a model, each once. */
export class Initializers {
  readonly #all = new Map<string, Initializer>();

  get list(): Initializer[] {
    return [...this.#all.values()];
  }

  /** Adds one unless its name is there; gives the name. */
  add(initializer: Initializer): string {
    if (!this.#all.has(initializer.name)) this.#all.set(initializer.name, initializer);
    return initializer.name;
  }

  /** Adds values that are in memory. */
  values(name: string, type: ElementType, dims: readonly number[], values: ArrayBufferView): string {
    return this.add({ name, type, dims, parts: () => [bytesOf(values)] });
  }

  /** Adds a small weight as float32, all of it times `scale`. */
  vector(name: string, reader: WeightReader, dims: readonly number[] = reader.shape, scale = 1): string {
    const parts = () => [bytesOf(readAll(reader).map((value) => value * scale))];
    return this.add({ name, type: "float32", dims, parts });
  }

  ints(values: readonly number[]): string {
    const bytes = BigInt64Array.from(values, BigInt);
    return this.values(`ints_${values.join("_")}`, "int64", [values.length], bytes);
  }

  int(value: number): string {
    return this.values(`int_${value}`, "int64", [], BigInt64Array.of(BigInt(value)));
  }

  float(value: number): string {
    return this.values(`float_${value}`, "float32", [], Float32Array.of(value));
  }
}
