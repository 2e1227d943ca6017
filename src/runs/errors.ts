/** The run store could not do what was asked; the message says what to do. */
export class RunStoreError extends Error {
  override readonly name = "RunStoreError";
}
