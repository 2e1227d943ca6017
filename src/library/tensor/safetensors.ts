import { dtypeOfSafetensors } from "./dtype.js";
import { readSafetensorsHeader } from "./safetensorsHeader.js";
import type { Tensor } from "./tensor.js";
import { MappedFile, type StoredTensor, type TensorFile } from "./tensorFile.js";

export { saveSafetensors } from "./saveSafetensors.js";

/**
 * The tensors of a safetensors file, each read on demand and without copying.
 * @throws SummnbError when the file is missing, truncated or describes data that it does not hold
 */
export function openSafetensors(file: string): TensorFile {
  const { entries, dataStart } = readSafetensorsHeader(file);
  const bytes = new MappedFile(file);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, { dtype: storedName, shape, data_offsets: offsets }] of entries) {
    const dtype = dtypeOfSafetensors(storedName)!;
    const offset = dataStart + offsets[0];
    tensors.set(name, {
      dtype,
      shape,
      place: { file, offset },
      read: () => bytes.view(offset, dtype, shape),
    });
  }
  return { tensors, close: () => bytes.close() };
}

/**
 * All tensors of a file by name, on the CPU, without copying; they keep the mapping alive.
 * @throws SummnbError as `openSafetensors`
 */
export function loadSafetensors(file: string): Map<string, Tensor> {
  const opened = openSafetensors(file);
  try {
    return new Map([...opened.tensors].map(([name, stored]) => [name, stored.read()]));
  } finally {
    opened.close();
  }
}
