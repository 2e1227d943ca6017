import type { DType } from "../../../tensor/dtype.js";

/** Names of torch's storage classes to what their elements are. */
const elementTypes: Record<string, DType> = {
  FloatStorage: "float32",
  DoubleStorage: "float64",
  HalfStorage: "float16",
  BFloat16Storage: "bfloat16",
  LongStorage: "int64",
  IntStorage: "int32",
  ShortStorage: "int16",
  CharStorage: "int8",
  ByteStorage: "uint8",
  BoolStorage: "bool",
};

/** Stand-in for a storage class. */
export class StorageType {
  constructor(readonly dtype: DType) {}
}

/** Storage classes by their Python names; those of a GPU are read to the CPU. */
export const storageTypes: ReadonlyMap<string, StorageType> = new Map(
  [
    ...["torch", "torch.cuda"].flatMap((module) =>
      Object.entries(elementTypes).map(([name, dtype]) => [`${module}.${name}`, dtype] as const),
    ),
    // Bytes without a type: the tensor that uses them says what they are.
    ["torch.storage.UntypedStorage", "uint8"] as const,
  ].map(([name, dtype]) => [name, new StorageType(dtype)]),
);

/** Memory that tensors share, by its key in the file. */
export class Storage {
  constructor(
    readonly key: string,
    readonly dtype: DType,
    /** Elements of `dtype`. */
    readonly length: number,
    /** Where it begins in its key's memory, in elements. */
    readonly start = 0,
  ) {}
}
