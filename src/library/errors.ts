/** An error meant for the user: one sentence that says what happened, where, and what to do. */
export class SummnbError extends Error {
  override readonly name: string = "SummnbError";
}

/** Work ended because the user asked for it; what it had finished is kept. */
export class InterruptedError extends Error {
  override readonly name: string = "InterruptedError";

  constructor(message = "Interrupted.") {
    super(message);
  }
}
