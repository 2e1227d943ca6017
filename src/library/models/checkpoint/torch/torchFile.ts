import { fstatSync, readSync } from "node:fs";
import { SummnbError } from "../../../errors.js";
import { dtypes } from "../../../tensor/dtype.js";
import * as ops from "../../../tensor/ops.js";
import { readingFile } from "../../../tensor/readingFile.js";
import { scope } from "../../../tensor/scope.js";
import { MappedFile, type StoredTensor, type TensorFile } from "../../../tensor/tensorFile.js";
import { damagedTorchFile } from "./byteReader.js";
import { TensorReference } from "./globals.js";
import type { TorchLayout } from "./layout.js";
import { readLegacyLayout } from "./legacyLayout.js";
import { readZipLayout } from "./zipLayout.js";

/** First bytes of a file to who reads it. */
const layouts: [start: Buffer, read: (descriptor: number, file: string, size: number) => TorchLayout][] = [
  [Buffer.from("PK\x03\x04"), readZipLayout],
  // A pickle of protocol 2 or later.
  [Buffer.from([0x80]), readLegacyLayout],
];

/** Calls `read` with the file's layout while the file is open: tensors are mapped afterwards. */
function withLayout<T>(file: string, read: (layout: TorchLayout) => T): T {
  return readingFile(file, (descriptor) => {
    const { size } = fstatSync(descriptor);
    const start = Buffer.alloc(8);
    readSync(descriptor, start, 0, 8, 0);
    const layout = layouts.find(([mark]) => start.subarray(0, mark.length).equals(mark));
    if (!layout) throw damagedTorchFile(file, "it begins as neither of the layouts that torch.save writes");
    return read(layout[1](descriptor, file, size));
  });
}

function isContiguous({ shape, strides }: TensorReference): boolean {
  let expected = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] !== 1 && strides[i] !== expected) return false;
    expected *= shape[i]!;
  }
  return true;
}

function storedTensor(reference: TensorReference, start: number, bytes: MappedFile): StoredTensor {
  const { storage, offset, shape, strides } = reference;
  const { dtype } = storage;
  const place = isContiguous(reference)
    ? { file: bytes.path, offset: start + offset * dtypes[dtype].bytes }
    : undefined;
  const read = () => {
    if (place) return bytes.view(place.offset, dtype, shape);
    return scope(() => {
      const whole = bytes.view(start, dtype, [storage.length]);
      return ops.contiguous(ops.asStrided(whole, shape, strides, offset));
    });
  };
  return { dtype, shape, place, read };
}

/** The entries of the dict that was saved, tensors only. */
function tensorsIn(file: string, root: unknown): Map<string, TensorReference> {
  if (!(root instanceof Map))
    throw new SummnbError(`${file} holds no dict of tensors; save a model's state_dict.`);
  const tensors = new Map<string, TensorReference>();
  for (const [name, value] of root) {
    if (value instanceof TensorReference) tensors.set(String(name), value);
  }
  const nested = [...root].find(
    ([, value]) => value instanceof Map && [...value.values()].some((x) => x instanceof TensorReference),
  );
  if (tensors.size === 0 && nested)
    throw new SummnbError(
      `${file} is a training checkpoint: its weights stand in a dict under "${nested[0]}". Save that dict alone, as torch.save(torch.load(FILE)["${nested[0]}"], FILE).`,
    );
  return tensors;
}

/**
 * The tensors of a file that torch.save wrote, in either of its layouts, by their names in the saved dict; what
 * is no tensor is left out. Nothing of the file is executed.
 * @throws SummnbError naming what a file asks for beyond tensors, or how it is damaged
 */
export function openTorchFile(file: string): TensorFile {
  const bytes = new MappedFile(file);
  const tensors = withLayout(
    file,
    ({ root, locate }) =>
      new Map(
        [...tensorsIn(file, root)].map(([name, reference]) => [
          name,
          storedTensor(reference, locate(reference.storage), bytes),
        ]),
      ),
  );
  return { tensors, close: () => bytes.close() };
}
