import { InterruptedError, SummnbError } from "../errors.js";

/** An operator of LibTorch failed; the message names it with its tensors' shapes, dtypes and devices. */
export class TensorError extends SummnbError {
  override readonly name: string = "TensorError";
}

/** Memory of the device ran out. The process stays usable; what is alive can be freed. */
export class OutOfMemoryError extends TensorError {
  override readonly name = "OutOfMemoryError";
}

/** A tensor was used after its scope had freed it. */
export class FreedTensorError extends TensorError {
  override readonly name = "FreedTensorError";
}

/** Code of an addon's error to the class that stands for it; a table, so that a new kind is one line. */
const classes: Record<string, new (message: string) => Error> = {
  ERR_TORCH: TensorError,
  ERR_NATIVE: TensorError,
  ERR_OUT_OF_MEMORY: OutOfMemoryError,
  ERR_HANDLE: FreedTensorError,
};

/** The typed error for one that the addon threw; other errors come back as they are. */
export function typedError(error: unknown): unknown {
  const code = (error as { code?: string }).code ?? "";
  if (code === "ERR_INTERRUPTED") return new InterruptedError();
  const Class = classes[code];
  return Class ? new Class((error as Error).message) : error;
}
