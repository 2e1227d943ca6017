/** An error meant for the user: one sentence that says what happened, where, and what to do. */
export class SummnbError extends Error {
  override readonly name: string = "SummnbError";
}
