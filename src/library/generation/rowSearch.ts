import { type Batch, type GeneratedSequence, pause, stopwatch } from "./batch.js";
import type { Step } from "./processors/index.js";
import type { Kinds } from "./scores/math.js";

/** One result in the making. */
interface Row {
  readonly ids: number[];
  /** Number of its source in the batch. */
  readonly source: number;
  /** Number among all rows of the batch, for its random numbers. */
  readonly place: number;
  ended: boolean;
}

/** Greedy search, or with doSample sampling, of one batch. */
export class RowSearch<K extends Kinds> {
  readonly #rows: Row[];
  /** Rows of the sources of which a result still goes on. */
  #live: Row[];
  readonly #timeIsOver: () => boolean;

  constructor(private readonly batch: Batch<K>) {
    const { sources, settings } = batch;
    const { numReturnSequences: results, decoderStartTokenId } = settings;
    this.#rows = sources.flatMap((_, source) =>
      Array.from({ length: results }, (_, i) => ({
        ids: [decoderStartTokenId],
        source,
        place: source * results + i,
        ended: false,
      })),
    );
    this.#live = this.#rows;
    this.#timeIsOver = stopwatch(settings);
  }

  /** Searches on; gives after every token which ids the rows of the batch that go on have got. */
  async *run(): AsyncGenerator<ReadonlyMap<number, number>> {
    const { maxLength } = this.batch.settings;
    while (this.#live.length > 0 && this.#live[0]!.ids.length < maxLength) {
      await pause();
      yield await this.#step();
    }
  }

  get results(): GeneratedSequence[] {
    const { eosTokenIds } = this.batch.settings;
    return this.#rows.map(({ ids }) => {
      const end = ids.findIndex((id, i) => i > 0 && eosTokenIds.includes(id));
      return { ids: end < 0 ? ids : ids.slice(0, end + 1), score: null };
    });
  }

  async #step(): Promise<Map<number, number>> {
    const { eosTokenIds, padTokenId } = this.batch.settings;
    const next = await this.#nextIds();
    const fresh = new Map<number, number>();
    this.#live.forEach((row, i) => {
      row.ids.push(row.ended ? padTokenId : next[i]!);
      if (!row.ended) fresh.set(row.place, next[i]!);
      row.ended ||= eosTokenIds.includes(next[i]!);
    });
    if (this.#timeIsOver()) this.#live = [];
    else this.#dropEnded();
    return fresh;
  }

  async #nextIds(): Promise<number[]> {
    const live = this.#live;
    const isFirst = live[0]!.ids.length === 1;
    const { math, sources, decoding } = this.batch;
    // All results of a source have the same first logits.
    const becomesSeveral = isFirst && live.length > sources.length;
    const newest = isFirst ? sources.map(() => live[0]!.ids[0]!) : live.map(({ ids }) => ids.at(-1)!);
    const rowSources = live.map(({ source }) => source);
    const next = await decoding.next(newest, (logits) =>
      this.#choose(becomesSeveral ? math.selectRows(logits, rowSources) : logits),
    );
    if (becomesSeveral) decoding.reorder(rowSources);
    return next;
  }

  #choose(logits: K["float"]): number[] {
    const { math, processors, settings, sources } = this.batch;
    const live = this.#live;
    const step: Step = {
      rows: live.map(({ ids }) => ids),
      sources: live.map(({ source }) => sources[source]!),
    };
    const scores = processors.reduce((changed, process) => process(changed, step), logits);
    if (!settings.doSample) return math.argmax(scores);
    const places = live.map(({ place }) => place);
    return math.indices(math.draw(math.softmax(scores), 1, places, this.#rows.length));
  }

  /** Leaves out sources all of whose results have ended. */
  #dropEnded(): void {
    const open = new Set(this.#live.filter(({ ended }) => !ended).map(({ source }) => source));
    const before = [...new Set(this.#live.map(({ source }) => source))];
    if (open.size === before.length) return;
    const kept = this.#live.flatMap((row, i) => (open.has(row.source) ? [{ row, i }] : []));
    this.#live = kept.map(({ row }) => row);
    if (kept.length === 0) return;
    this.batch.decoding.reorder(kept.map(({ i }) => i));
    this.batch.decoding.keepSources(before.flatMap((source, i) => (open.has(source) ? [i] : [])));
  }
}
