import { createHash } from "node:crypto";
import { serialize } from "node:v8";
import { SummnbError } from "../../errors.js";
import { fingerprintOf } from "../fingerprint.js";
import { FileStore, type RowStore, StoreWriter, storeFolder } from "../store/index.js";
import { runSteps, type Steps } from "./steps.js";

/** Kept with a result whose function returned promises: who asks again gets one, too. */
const promised = "promised";

/**
 * The key of a result: what was done, with what, to which rows. Undefined for a function that is known neither
 * by its text nor by a key.
 */
export function resultKey(
  source: RowStore,
  work: { kind: string; text?: string | undefined; cacheKey?: string | undefined; context?: unknown },
  options: unknown,
): string | undefined {
  const identity = work.cacheKey === undefined ? work.text : `key ${work.cacheKey}`;
  if (identity === undefined) return undefined;
  return fingerprintOf([work.kind, source.fingerprint, identity, contextHash(work.context), options]);
}

function contextHash(context: unknown): string {
  try {
    return createHash("sha256").update(serialize(context)).digest("hex");
  } catch (error) {
    throw new SummnbError(
      `The context given to map or filter can't be copied (${(error as Error).message}): give plain values, such as texts, numbers, arrays and objects.`,
      { cause: error },
    );
  }
}

/** Writes rows; its result is whether it had to wait for promises. */
export type Work = (writer: StoreWriter) => Steps<boolean>;

/** The stored result of this key, else that of the steps, which write their rows to a store of this key. */
export function stored(
  key: string | undefined,
  features: readonly string[],
  work: Work,
): RowStore | Promise<RowStore> {
  const finished = key === undefined ? undefined : FileStore.open(storeFolder(key));
  if (finished) return finished.note === promised ? Promise.resolve(finished) : finished;
  return runSteps(writing(key, features, work));
}

function* writing(key: string | undefined, features: readonly string[], work: Work): Steps<RowStore> {
  const writer = new StoreWriter({ features, ...(key === undefined ? {} : { key, always: true }) });
  try {
    const isPromised = yield* work(writer);
    return writer.finish(isPromised ? promised : undefined);
  } catch (error) {
    writer.abandon();
    throw error;
  }
}
