import { dtypes } from "../../../tensor/dtype.js";
import { ByteReader, damagedTorchFile } from "./byteReader.js";
import { checkByteOrder, environmentOf, type TorchLayout } from "./layout.js";
import { type PickleEnvironment, readPickle } from "./pickle.js";
import type { Storage } from "./storage.js";

const magicNumber = 0x1950a86a20f9469cfc6cn;
const protocolVersion = 1001;

/** Storages by key, with the whole extent of each, as the pickle is read. */
class SeenStorages {
  readonly #storages = new Map<string, { elementBytes: number; length: number }>();

  constructor(private readonly file: string) {}

  see(storage: Storage, length: number): void {
    const elementBytes = dtypes[storage.dtype].bytes;
    const before = this.#storages.get(storage.key);
    if (before && (before.elementBytes !== elementBytes || before.length !== length))
      throw damagedTorchFile(this.file, `it describes storage "${storage.key}" in two ways`);
    this.#storages.set(storage.key, { elementBytes, length });
  }

  get(key: string): { elementBytes: number; length: number } | undefined {
    return this.#storages.get(key);
  }
}

/**
 * The layout of PyTorch before 1.6: pickles of a magic number, a version, facts about the machine, the object
 * and the storages' keys; then each storage's count of elements and its bytes.
 */
export function readLegacyLayout(descriptor: number, file: string, fileSize: number): TorchLayout {
  const reader = new ByteReader(descriptor, file, 0, fileSize);
  const seen = new SeenStorages(file);
  const { global, persistent } = environmentOf(file);
  const environment: PickleEnvironment = {
    global,
    persistent(id) {
      const storage = persistent(id) as Storage;
      seen.see(storage, (id as unknown[])[4] as number);
      return storage;
    },
  };
  const next = () => readPickle(reader, environment);
  if (next() !== magicNumber) throw damagedTorchFile(file, "its magic number is missing");
  const version = next();
  if (version !== protocolVersion)
    throw damagedTorchFile(file, `its version is ${version} instead of ${protocolVersion}`);
  const machine = next();
  checkByteOrder(file, !(machine instanceof Map && machine.get("little_endian") === false));
  const root = next();
  const keys = next();
  if (!Array.isArray(keys)) throw damagedTorchFile(file, "the list of its storages is missing");

  const starts = new Map<string, number>();
  for (const key of keys.map(String)) {
    const known = seen.get(key);
    if (!known) throw damagedTorchFile(file, `its object does not use storage "${key}"`);
    const length = reader.u64();
    if (length !== known.length)
      throw damagedTorchFile(file, `storage "${key}" has ${length} elements instead of ${known.length}`);
    const bytes = length * known.elementBytes;
    if (bytes > reader.end - reader.position)
      throw damagedTorchFile(
        file,
        `storage "${key}" needs ${bytes} bytes, but ${reader.end - reader.position} are left, so it was cut off`,
      );
    starts.set(key, reader.position);
    reader.position += bytes;
  }
  return {
    root,
    locate(storage) {
      const start = starts.get(storage.key);
      if (start === undefined) throw damagedTorchFile(file, `storage "${storage.key}" is missing`);
      return start + storage.start * dtypes[storage.dtype].bytes;
    },
  };
}
