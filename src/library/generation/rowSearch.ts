import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { longTensor, type Tensor } from "../tensor/tensor.js";
import { type Batch, type GeneratedSequence, pause, stopwatch } from "./batch.js";
import { DecodingBatch } from "./decoder.js";
import { draw } from "./draw.js";
import type { Step } from "./processors/index.js";

type Float = Tensor<FloatDType>;

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
export class RowSearch {
  readonly #rows: Row[];
  readonly #decoding: DecodingBatch;
  /** Rows of the sources of which a result still goes on. */
  #live: Row[];
  readonly #timeIsOver: () => boolean;

  constructor(private readonly batch: Batch) {
    const { model, sources, settings } = batch;
    const { numReturnSequences: results, decoderStartTokenId, maxLength, padTokenId } = settings;
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
    this.#decoding = new DecodingBatch(model, sources, maxLength, padTokenId);
  }

  /** Searches on; gives after every token which ids the rows of the batch that go on have got. */
  async *run(): AsyncGenerator<ReadonlyMap<number, number>> {
    const { maxLength } = this.batch.settings;
    while (this.#live.length > 0 && this.#live[0]!.ids.length < maxLength) {
      await pause();
      yield this.#step();
    }
  }

  get results(): GeneratedSequence[] {
    const { eosTokenIds } = this.batch.settings;
    return this.#rows.map(({ ids }) => {
      const end = ids.findIndex((id, i) => i > 0 && eosTokenIds.includes(id));
      return { ids: end < 0 ? ids : ids.slice(0, end + 1), score: null };
    });
  }

  dispose(): void {
    this.#decoding.dispose();
  }

  #step(): Map<number, number> {
    const { eosTokenIds, padTokenId } = this.batch.settings;
    const next = this.#nextIds();
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

  #nextIds(): number[] {
    const live = this.#live;
    const isFirst = live[0]!.ids.length === 1;
    const { sources } = this.batch;
    // All results of a source have the same first logits.
    const newest = isFirst ? sources.map(() => live[0]!.ids[0]!) : live.map(({ ids }) => ids.at(-1)!);
    const next = this.#decoding.next(newest, (logits) => {
      const scores = isFirst && live.length > sources.length ? this.#repeat(logits) : logits;
      return this.#choose(scores);
    });
    if (isFirst && live.length > sources.length) this.#decoding.reorder(live.map(({ source }) => source));
    return next;
  }

  #repeat(logits: Float): Float {
    const index = longTensor(this.#live.map(({ source }) => source));
    return ops.indexSelect(logits, 0, ops.toDevice(index, logits.device));
  }

  #choose(logits: Float): number[] {
    const { processors, settings, sources } = this.batch;
    const live = this.#live;
    const step: Step = {
      rows: live.map(({ ids }) => ids),
      sources: live.map(({ source }) => sources[source]!),
    };
    const scores = processors.reduce((changed, process) => process(changed, step), logits);
    const chosen = settings.doSample
      ? draw(
          ops.softmax(scores, -1),
          1,
          live.map(({ place }) => place),
          this.#rows.length,
        )
      : ops.argmax(scores, -1);
    return Array.from(chosen.toArray(), Number);
  }

  /** Leaves out sources all of whose results have ended. */
  #dropEnded(): void {
    const open = new Set(this.#live.filter(({ ended }) => !ended).map(({ source }) => source));
    const before = [...new Set(this.#live.map(({ source }) => source))];
    if (open.size === before.length) return;
    const kept = this.#live.flatMap((row, i) => (open.has(row.source) ? [{ row, i }] : []));
    this.#live = kept.map(({ row }) => row);
    if (kept.length === 0) return;
    this.#decoding.reorder(kept.map(({ i }) => i));
    this.#decoding.keepSources(before.flatMap((source, i) => (open.has(source) ? [i] : [])));
  }
}
