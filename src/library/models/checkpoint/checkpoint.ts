import { SummnbError } from "../../errors.js";
import type { StoredTensor, TensorFile } from "../../tensor/tensorFile.js";
import { checkpointFiles } from "./files.js";

/** Opens one file after the other, and closes those that are open when a later one fails. */
function openAll(folder: string): { files: TensorFile[]; tensors: Map<string, StoredTensor> } {
  const files: TensorFile[] = [];
  const tensors = new Map<string, StoredTensor>();
  try {
    for (const { path, promised, open } of checkpointFiles(folder)) {
      const file = open(path);
      files.push(file);
      for (const [name, tensor] of file.tensors) {
        if (tensors.has(name))
          throw new SummnbError(`${path} holds "${name}", which an earlier shard holds too.`);
        tensors.set(name, tensor);
      }
      const absent = promised.find((name) => !file.tensors.has(name));
      if (absent !== undefined)
        throw new SummnbError(
          `${path} lacks "${absent}", which the index places in it; download the model whole.`,
        );
    }
  } catch (error) {
    for (const file of files) file.close();
    throw error;
  }
  return { files, tensors };
}

/**
 * The tensors of a model folder, whichever format and number of files they are in, each read on demand.
 * @throws SummnbError when files are missing, damaged, or ask for more than tensors
 */
export function openCheckpoint(folder: string): TensorFile {
  const { files, tensors } = openAll(folder);
  return {
    tensors,
    close() {
      for (const file of files) file.close();
    },
  };
}
