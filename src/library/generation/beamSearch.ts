import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { fromArray, type LongTensor, type Tensor } from "../tensor/tensor.js";
import { type Batch, type GeneratedSequence, pause, stopwatch } from "./batch.js";
import { Beams, type Candidate } from "./beams.js";
import { DecodingBatch } from "./decoder.js";
import { draw } from "./draw.js";
import * as own from "./ops.js";

type Float = Tensor<FloatDType>;

/** Beam search, or with doSample the sampling of beams, of one batch. */
export class BeamSearch {
  readonly #beams: Beams[];
  /** Numbers of the sources that go on. */
  #live: number[];
  #length = 1;
  readonly #decoding: DecodingBatch;
  readonly #timeIsOver: () => boolean;

  constructor(private readonly batch: Batch) {
    const { model, sources, settings } = batch;
    const { decoderStartTokenId, maxLength, padTokenId } = settings;
    this.#beams = sources.map(() => new Beams(settings, decoderStartTokenId));
    this.#live = sources.map((_, i) => i);
    this.#timeIsOver = stopwatch(settings);
    this.#decoding = new DecodingBatch(model, sources, maxLength, padTokenId);
  }

  async run(): Promise<GeneratedSequence[]> {
    const { maxLength, numReturnSequences } = this.batch.settings;
    while (this.#live.length > 0 && this.#length < maxLength) {
      await pause();
      this.#step();
    }
    return this.#beams.flatMap(({ results }) =>
      results.slice(0, numReturnSequences).map(({ ids, score }) => ({ ids: [...ids], score })),
    );
  }

  dispose(): void {
    this.#decoding.dispose();
  }

  #step(): void {
    const { settings } = this.batch;
    const { maxLength, numBeams, eosTokenIds } = settings;
    const isFirst = this.#length === 1;
    const live = this.#live.map((source) => this.#beams[source]!);
    // All beams of a source start alike: one row a source is enough for the first token.
    const rows = live.flatMap((beams) => (isFirst ? beams.rows.slice(0, 1) : beams.rows));
    const candidates = this.#decoding.next(
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
    if (open.length > 0) this.#decoding.reorder(open.flatMap(rowsOf));
    if (open.length < live.length) {
      if (open.length > 0) this.#decoding.keepSources(open);
      this.#live = open.map((i) => this.#live[i]!);
    }
  }

  /** The best or the drawn continuations of every live source. */
  #candidates(logits: Float, rows: readonly (readonly number[])[], live: readonly Beams[]): Candidate[][] {
    const { settings, processors } = this.batch;
    const { numBeams, eosTokenIds } = settings;
    const count = Math.max(2, 1 + eosTokenIds.length) * numBeams;
    const [, vocabulary] = logits.shape as [number, number];
    const perSource = rows.length / live.length;
    const step = {
      rows,
      sources: rows.map((_, row) => this.batch.sources[this.#live[Math.floor(row / perSource)]!]!),
    };
    const scores = processors.reduce(
      (changed, process) => process(changed, step),
      ops.logSoftmax(logits, -1),
    );
    const sums = fromArray(
      Float32Array.from(live.flatMap((beams) => beams.scores)),
      [live.length, numBeams, 1],
      "float32",
    );
    const accumulated = ops.reshape(
      ops.add(
        ops.view(scores, [live.length, perSource, vocabulary]),
        ops.toDevice(sums, logits.device) as Float,
      ),
      [live.length, numBeams * vocabulary],
    );
    const [values, indices] = settings.doSample
      ? this.#draw(accumulated, count)
      : own.topk(accumulated, count);
    const all = values.toArray() as Float32Array;
    const places = Array.from(indices.toArray(), Number);
    return live.map((_, source) =>
      Array.from({ length: count }, (_, i) => {
        const place = places[source * count + i]!;
        return {
          beam: Math.floor(place / vocabulary),
          id: place % vocabulary,
          score: all[source * count + i]!,
        };
      }),
    );
  }

  #draw(accumulated: Float, count: number): [Float, LongTensor] {
    const drawn = draw(ops.softmax(accumulated, -1), count, this.#live, this.#beams.length);
    return [ops.gather(accumulated, 1, drawn), drawn];
  }
}
