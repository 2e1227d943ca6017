import { SummnbError } from "../../../errors.js";
import { dtypes } from "../../../tensor/dtype.js";
import { damagedTorchFile } from "./byteReader.js";
import { standIn } from "./globals.js";
import type { PickleEnvironment } from "./pickle.js";
import { Storage, StorageType } from "./storage.js";

/** What a PyTorch file consists of, whichever way its bytes are laid out. */
export interface TorchLayout {
  /** The object that was saved, with stand-ins for its tensors. */
  root: unknown;
  /** Where the bytes of a storage begin in the file. */
  locate(storage: Storage): number;
}

/** The bytes of a storage's key, as far as a tensor of it may reach. */
export function storageBytes({ dtype, length }: Storage): number {
  return length * dtypes[dtype].bytes;
}

/** A storage by its persistent id: ("storage", type, key, device, elements[, view]). */
function storage(file: string, id: unknown): Storage {
  const [kind, type, key, , length, view] = Array.isArray(id) ? id : [];
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (kind !== "storage" || !(type instanceof StorageType) || !isCount(length))
    throw damagedTorchFile(file, "it refers to something that is no storage");
  if (view === undefined || view === null) return new Storage(String(key), type.dtype, length);
  // A storage inside another one, as PyTorch before 0.4 shared memory: (key of the view, start, elements).
  const [, start, viewLength] = Array.isArray(view) ? view : [];
  if (!isCount(start) || !isCount(viewLength) || start + viewLength > length)
    throw damagedTorchFile(file, `it refers to a part of storage "${key}" that lies outside of it`);
  return new Storage(String(key), type.dtype, viewLength, start);
}

/** The environment in which a file's pickles are read. */
export function environmentOf(file: string): PickleEnvironment {
  return {
    global: (module, name) => standIn(file, module, name),
    persistent: (id) => storage(file, id),
  };
}

/** Numbers are stored as the writing machine had them in memory. */
export function checkByteOrder(file: string, littleEndian: boolean): void {
  if (!littleEndian)
    throw new SummnbError(
      `${file} was written on a big-endian machine, whose numbers summnb does not read; save it again as safetensors.`,
    );
}
