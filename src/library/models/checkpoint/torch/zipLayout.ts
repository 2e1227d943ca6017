import { readSync } from "node:fs";
import { SummnbError } from "../../../errors.js";
import { ByteReader, damagedTorchFile } from "./byteReader.js";
import { checkByteOrder, environmentOf, storageBytes, type TorchLayout } from "./layout.js";
import { readPickle } from "./pickle.js";
import { StoredZip } from "./zip.js";

/**
 * The layout of PyTorch 1.6 and later: a zip file with `NAME/data.pkl`, `NAME/byteorder` and each storage's
 * bytes as `NAME/data/KEY`.
 */
export function readZipLayout(descriptor: number, file: string, fileSize: number): TorchLayout {
  const zip = new StoredZip(descriptor, file, fileSize);
  const pickle = zip.names.filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickle.length !== 1) throw damagedTorchFile(file, `it has ${pickle.length} entries NAME/data.pkl`);
  const folder = pickle[0]!.slice(0, -"data.pkl".length);
  if (zip.names.includes(`${folder}constants.pkl`))
    throw new SummnbError(
      `${file} is a TorchScript program, not weights; save the model's state_dict, or the model as safetensors.`,
    );
  const order = zip.locate(`${folder}byteorder`);
  if (order) checkByteOrder(file, readText(descriptor, order) === "little");

  const { offset, size } = zip.locate(pickle[0]!)!;
  const reader = new ByteReader(descriptor, file, offset, offset + size);
  return {
    root: readPickle(reader, environmentOf(file)),
    locate(storage) {
      const found = zip.locate(`${folder}data/${storage.key}`);
      if (!found) throw damagedTorchFile(file, `storage "${storage.key}" is missing`);
      if (found.size !== storageBytes(storage))
        throw damagedTorchFile(
          file,
          `storage "${storage.key}" has ${found.size} bytes, but ${storage.length} elements of ${storage.dtype} are asked of it`,
        );
      return found.offset;
    },
  };
}

function readText(descriptor: number, { offset, size }: { offset: number; size: number }): string {
  const bytes = Buffer.alloc(Math.min(size, 16));
  readSync(descriptor, bytes, 0, bytes.length, offset);
  return bytes.toString("utf8");
}
