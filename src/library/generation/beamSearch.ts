import { type Batch, type GeneratedSequence, pause, stopwatch } from "./batch.js";
import { Beams, type Candidate } from "./beams.js";
import type { Kinds } from "./scores/math.js";

/** No id is sure before the end of a beam search. */
const nothing: ReadonlyMap<number, number> = new Map();

/** Beam search, or with doSample the sampling of beams, of one batch. */
export class BeamSearch<K extends Kinds> {
  readonly #beams: Beams[];
  /** Numbers of the sources that go on. */
  #live: number[];
  #length = 1;
  readonly #timeIsOver: () => boolean;

  constructor(private readonly batch: Batch<K>) {
    const { sources, settings } = batch;
    this.#beams = sources.map(() => new Beams(settings, settings.decoderStartTokenId));
    this.#live = sources.map((_, i) => i);
    this.#timeIsOver = stopwatch(settings);
  }

  async *run(): AsyncGenerator<ReadonlyMap<number, number>> {
    const { maxLength } = this.batch.settings;
    while (this.#live.length > 0 && this.#length < maxLength) {
      await pause();
      await this.#step();
      yield nothing;
    }
  }

  get results(): GeneratedSequence[] {
    const { numReturnSequences } = this.batch.settings;
    return this.#beams.flatMap(({ results }) =>
      results.slice(0, numReturnSequences).map(({ ids, score }) => ({ ids: [...ids], score })),
    );
  }

  async #step(): Promise<void> {
    const { settings, decoding } = this.batch;
    const { maxLength, numBeams, eosTokenIds } = settings;
    const isFirst = this.#length === 1;
    const live = this.#live.map((source) => this.#beams[source]!);
    // All beams of a source start alike: one row a source is enough for the first token.
    const rows = live.flatMap((beams) => (isFirst ? beams.rows.slice(0, 1) : beams.rows));
    const candidates = await decoding.next(
      rows.map((ids) => ids.at(-1)!),
      (logits) => this.#candidates(logits, rows, live),
    );
    this.#length++;
    const over = this.#length === maxLength || this.#timeIsOver();
    const isEnd = ({ id }: Candidate) => over || eosTokenIds.includes(id);
    const parents = live.map((beams, i) => beams.advance(candidates[i]!, isEnd));
    const open = live.flatMap((beams, i) => (over || beams.done ? [] : [i]));
    const rowsOf = (i: number) =>
      isFirst ? parents[i]!.map(() => i) : parents[i]!.map((p) => i * numBeams + p);
    if (open.length > 0) decoding.reorder(open.flatMap(rowsOf));
    if (open.length < live.length) {
      if (open.length > 0) decoding.keepSources(open);
      this.#live = open.map((i) => this.#live[i]!);
    }
  }

  /** The best or the drawn continuations of every live source. */
  #candidates(
    logits: K["float"],
    rows: readonly (readonly number[])[],
    live: readonly Beams[],
  ): Candidate[][] {
    const { math, settings, processors } = this.batch;
    const { numBeams, eosTokenIds } = settings;
    const count = Math.max(2, 1 + eosTokenIds.length) * numBeams;
    const vocabulary = math.columns(logits);
    const perSource = rows.length / live.length;
    const step = {
      rows,
      sources: rows.map((_, row) => this.batch.sources[this.#live[Math.floor(row / perSource)]!]!),
    };
    const scores = processors.reduce((changed, process) => process(changed, step), math.logSoftmax(logits));
    const sums = live.map((beams) => beams.scores);
    const accumulated = math.accumulate(scores, sums);
    const [best, columns] = settings.doSample
      ? this.#draw(accumulated, count)
      : math.topk(accumulated, count);
    const values = math.values(best);
    const places = math.indices(columns);
    return live.map((_, source) =>
      Array.from({ length: count }, (_, i) => {
        const place = places[source * count + i]!;
        return {
          beam: Math.floor(place / vocabulary),
          id: place % vocabulary,
          score: values[source * count + i]!,
        };
      }),
    );
  }

  #draw(accumulated: K["float"], count: number): [K["float"], K["index"]] {
    const { math } = this.batch;
    const drawn = math.draw(math.softmax(accumulated), count, this.#live, this.#beams.length);
    return [math.gather(accumulated, drawn), drawn];
  }
}
