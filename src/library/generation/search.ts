import type { Batch, Decoding, GeneratedSequence } from "./batch.js";
import { BeamSearch } from "./beamSearch.js";
import type { Settings } from "./options.js";
import type { LogitsProcessor } from "./processors/index.js";
import { RowSearch } from "./rowSearch.js";
import type { Kinds } from "./scores/math.js";

/**
 * A search that goes on as it is asked: it gives after every token which ids are sure by then, by the numbers of
 * their rows (with beams none is), and at its end the results, those of one source after those of another.
 */
export type Search = AsyncGenerator<ReadonlyMap<number, number>, GeneratedSequence[]>;

/** Sources to be searched for together. */
export interface SearchRequest {
  readonly sources: readonly (readonly number[])[];
  readonly settings: Settings;
  /** The caller's own. */
  readonly logitsProcessors?: readonly LogitsProcessor[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The one search for all backends: greedy, beams or drawn. Frees what it used also when it is left early. */
export async function* search<K extends Kinds>(
  open: () => Decoding<K> | Promise<Decoding<K>>,
  batch: Omit<Batch<K>, "decoding">,
): Search {
  const decoding = await open();
  try {
    const running =
      batch.settings.numBeams > 1
        ? new BeamSearch({ ...batch, decoding })
        : new RowSearch({ ...batch, decoding });
    yield* running.run();
    return running.results;
  } finally {
    decoding.dispose();
  }
}

/**
 * A search's results, without the steps.
 * @throws what `signal` was aborted with
 */
export async function finish(running: Search, signal?: AbortSignal): Promise<GeneratedSequence[]> {
  try {
    for (;;) {
      const step = await running.next();
      if (step.done) return step.value;
      signal?.throwIfAborted();
    }
  } finally {
    await running.return([]);
  }
}
