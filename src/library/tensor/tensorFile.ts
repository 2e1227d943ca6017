import type { DType } from "./dtype.js";
import { dtypes } from "./dtype.js";
import { type Handle, native } from "./native.js";
import { withoutScope } from "./scope.js";
import { guarded, Tensor } from "./tensor.js";

/** A tensor in a file, of which nothing has been read yet. */
export interface StoredTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Where its values stand one behind the other, for who reads them without LibTorch; not of tensors with strides. */
  readonly place?: { readonly file: string; readonly offset: number };
  /** The tensor, on the CPU: a view of the mapped file where its layout allows, else a copy. */
  read(): Tensor;
}

/** The tensors of a file, or of several, by name. What was read outlives `close`. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  close(): void;
}

/**
 * A file in memory, mapped at the first look: gigabytes cost nothing until they are read. Views keep the
 * mapping alive, and writing into one never changes the file.
 */
export class MappedFile {
  #bytes: Handle | undefined;

  constructor(readonly path: string) {}

  /** The bytes from `offset` on as a tensor. The caller has checked that they lie inside the file. */
  view<D extends DType>(offset: number, dtype: D, shape: readonly number[]): Tensor<D> {
    return guarded(() => {
      this.#bytes ??= withoutScope(() => native.mapFile(this.path));
      return new Tensor<D>(native.viewBytes(this.#bytes, offset, dtypes[dtype].code, shape));
    });
  }

  close(): void {
    if (this.#bytes !== undefined) native.free(this.#bytes);
    this.#bytes = undefined;
  }
}
