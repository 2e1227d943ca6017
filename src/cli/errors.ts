import { InterruptedError, SummnbError } from "../library/errors.js";
import { NotebookFormatError } from "../notebook/errors.js";
import { redact } from "../protocol/secrets.js";
import { RunStoreError } from "../runs/index.js";

/** Errors whose message alone says what happened and what to do. */
const plainErrors = [SummnbError, InterruptedError, NotebookFormatError, RunStoreError];

/** Exit codes: 0 done, 1 the work failed, 2 bad usage. */
export const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

/** A command that was used wrongly: exit code 2. */
export class UsageError extends SummnbError {
  override readonly name = "UsageError";
}

/** What went wrong on one line, without access tokens; the stack only with `--verbose`. */
export function describeError(error: unknown, verbose: boolean): string {
  return redact(describe(error, verbose));
}

function describe(error: unknown, verbose: boolean): string {
  if (!(error instanceof Error)) return `Error: ${String(error)}`;
  if (verbose) return withCauses(error);
  return plainErrors.some((kind) => error instanceof kind)
    ? error.message
    : `${error.name}: ${error.message} (--verbose shows where)`;
}

export function exitCodeOf(error: unknown): number {
  return error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
}

function withCauses(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\nCaused by: ${withCauses(error.cause)}` : own;
}
