/** LibTorch could not be used or obtained; the message says what happened, where, and what to do. */
export class LibTorchError extends Error {
  override readonly name = "LibTorchError";

  constructor(
    message: string,
    /** Whether another source may have what this one could not give. */
    readonly isOfSource = false,
  ) {
    super(message);
  }
}

/** Name of the error that a cell ends with when it needs LibTorch and none is there; the extension offers to get it. */
export const missingLibTorch = "MissingLibTorchError";
