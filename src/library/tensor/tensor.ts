import { type DType, dtypeOfCode, dtypes } from "./dtype.js";
import { typedError } from "./errors.js";
import { type Handle, native, type OperatorArgument } from "./native.js";

type TypedArrayOf<D extends DType> = D extends "int64"
  ? BigInt64Array
  : D extends "int32"
    ? Int32Array
    : D extends "float32"
      ? Float32Array
      : D extends "float64"
        ? Float64Array
        : D extends "bfloat16" | "float16"
          ? Uint16Array
          : D extends "int16"
            ? Int16Array
            : D extends "int8"
              ? Int8Array
              : Uint8Array;

/** Typed array that holds the elements of a dtype; 16-bit floats come as their bits. */
const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int64: BigInt64Array,
  int32: Int32Array,
  int16: Int16Array,
  int8: Int8Array,
  bfloat16: Uint16Array,
  float16: Uint16Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;

declare const element: unique symbol;

/**
 * A tensor of LibTorch, by handle. It lives until its scope ends (`scope.ts`) or `free()` is called; using it
 * later throws a FreedTensorError. `D` is its element type where the type system knows it: an operator that
 * needs token ids takes `Tensor<"int64">` and nothing else.
 */
export class Tensor<out D extends DType = DType> {
  declare readonly [element]: D;
  #description: ReturnType<typeof native.describe> | undefined;

  constructor(readonly handle: Handle) {}

  #describe(): ReturnType<typeof native.describe> {
    this.#description ??= guarded(() => native.describe(this.handle));
    return this.#description;
  }

  /** Extents, outermost first. */
  get shape(): number[] {
    return this.#describe().slice(2) as number[];
  }

  get dtype(): D {
    return dtypeOfCode(this.#describe()[0]) as D;
  }

  /** Such as "cpu" or "cuda:0". */
  get device(): string {
    return this.#describe()[1];
  }

  get numel(): number {
    return this.shape.reduce((product, extent) => product * extent, 1);
  }

  get requiresGrad(): boolean {
    return native.requiresGrad(this.handle);
  }

  set requiresGrad(value: boolean) {
    guarded(() => native.setRequiresGrad(this.handle, value));
  }

  /** The gradient that backward has left on this leaf, or null. Belongs to the current scope. */
  get grad(): Tensor<D> | null {
    const handle = guarded(() => native.grad(this.handle));
    return handle === null ? null : new Tensor<D>(handle);
  }

  set grad(value: Tensor<D> | null) {
    guarded(() => native.setGrad(this.handle, value === null ? null : value.handle));
  }

  /** The only element of a tensor with one, as a number; waits for the device. */
  item(): number {
    return guarded(() => native.item(this.handle));
  }

  /** A copy of all elements in row-major order; 16-bit floats as bits. */
  toArray(): TypedArrayOf<D> {
    const buffer = guarded(() => native.toData(this.handle));
    return new arrays[this.dtype](buffer) as TypedArrayOf<D>;
  }

  free(): void {
    native.free(this.handle);
  }

  toString(): string {
    return `Tensor(${this.dtype}[${this.shape.join(", ")}] on ${this.device})`;
  }
}

/** A tensor of token ids, row numbers or labels. */
export type LongTensor = Tensor<"int64">;

/** Runs `action` and turns the addon's errors into ours. */
export function guarded<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw typedError(error);
  }
}

/**
 * A tensor on the CPU from a typed array, by copy.
 * @throws TensorError when the data's size does not fit the shape
 */
export function fromArray<D extends DType>(
  data: TypedArrayOf<D>,
  shape: readonly number[],
  dtype: D,
): Tensor<D> {
  return new Tensor<D>(guarded(() => native.fromData(data, shape, dtypes[dtype].code)));
}

/** Token ids or labels as an int64 tensor of `shape`. */
export function longTensor(
  values: ArrayLike<number>,
  shape: readonly number[] = [values.length],
): LongTensor {
  const data = new BigInt64Array(values.length);
  for (let i = 0; i < values.length; i++) data[i] = BigInt(values[i]!);
  return fromArray(data, shape, "int64");
}

/** An operator by its schema name, resolved at the first call. Gives the addon's raw result. */
export function operator(name: string, overload = ""): (...args: OperatorArgument[]) => unknown {
  let id: number | undefined;
  return (...args) => {
    try {
      id ??= native.resolve(`aten::${name}`, overload);
      return native.call(id, ...args);
    } catch (error) {
      throw typedError(error);
    }
  };
}
