import { Tensor } from "onnxruntime-node";
import type { Decoding } from "../../../generation/batch.js";
import { Matrix, type PlainKinds } from "../../../generation/scores/plain/index.js";
import type { DecoderShape } from "../messages.js";
import { KeyValues } from "./keyValues.js";
import type { OnnxSessions } from "./sessions.js";
import { byteSize, type FloatType, longs, rowsOf, tensorIn, toFloat32 } from "./values.js";

/** What all rows of a source share: its mask, its keys and values and, for old exports, its hidden states. */
type Shared = Readonly<Record<string, Tensor>>;

/** Decodes with onnxruntime, as Optimum's exports and transformers.js's have their inputs and outputs. */
export class OnnxDecoding implements Decoding<PlainKinds> {
  readonly #past: KeyValues;
  readonly #type: FloatType;
  #hasPast = false;
  #sources: number;
  /** Width of the logits. */
  #vocabulary = 0;
  /** One row a source. */
  #shared: Shared;
  /** The same with a row for every row that is decoded. */
  #spread: { rows: number; shared: Shared } | undefined;
  #logits = new ArrayBuffer(0);

  private constructor(
    private readonly sessions: OnnxSessions,
    private readonly shape: DecoderShape,
    shared: Shared,
  ) {
    const { names, pastType } = sessions;
    this.#type = pastType;
    this.#past = new KeyValues(names.self, pastType, shape.heads, shape.headWidth);
    this.#shared = shared;
    this.#sources = shared.encoder_attention_mask!.dims[0]!;
  }

  /** Encodes sources, padded to the longest. */
  static async open(
    sessions: OnnxSessions,
    shape: DecoderShape,
    sources: readonly (readonly number[])[],
    padTokenId: number,
  ): Promise<OnnxDecoding> {
    const length = Math.max(...sources.map((source) => source.length));
    const dims = [sources.length, length];
    const at = (i: number) => Array.from({ length }, (_, column) => sources[i]![column] ?? padTokenId);
    const ids = longs(
      sources.flatMap((_, i) => at(i)),
      dims,
    );
    const mask = longs(
      sources.flatMap((source) => Array.from({ length }, (_, i) => (i < source.length ? 1 : 0))),
      dims,
    );
    const { last_hidden_state: hidden } = await sessions.encoder.run({
      input_ids: ids,
      attention_mask: mask,
    });
    return new OnnxDecoding(sessions, shape, {
      encoder_attention_mask: mask,
      encoder_hidden_states: hidden as Tensor,
    });
  }

  async next<T>(newest: readonly number[], use: (logits: PlainKinds["float"]) => T): Promise<T> {
    const logits = await (this.#hasPast ? this.#later(newest) : this.#first(newest));
    return use(new Matrix(logits, newest.length, this.#vocabulary));
  }

  async #first(newest: readonly number[]): Promise<Float32Array> {
    const { decoder, names } = this.sessions;
    const feeds = {
      ...this.#shared,
      input_ids: longs(newest, [newest.length, 1]),
      ...this.#nothingYet(newest),
    };
    const results = await decoder.run(only(feeds, decoder.inputNames));
    this.#past.start(names.self.present.map((name) => results[name] as Tensor));
    const cross = names.cross.past.map((name, i) => [name, results[names.cross.present[i]!] as Tensor]);
    this.#shared = { ...this.#shared, ...Object.fromEntries(cross) };
    this.#hasPast = true;
    this.#vocabulary = (results.logits as Tensor).dims[2]!;
    return toFloat32(results.logits as Tensor);
  }

  /** What a merged decoder wants in place of a past. */
  #nothingYet(newest: readonly number[]): Shared {
    const { names, isMerged } = this.sessions;
    if (!isMerged) return {};
    const dims = [newest.length, this.shape.heads, 0, this.shape.headWidth];
    const empty = [...names.self.past, ...names.cross.past].map((name) => [
      name,
      tensorIn(this.#type, new ArrayBuffer(0), 0, dims),
    ]);
    return { ...Object.fromEntries(empty), use_cache_branch: new Tensor("bool", [false], [1]) };
  }

  async #later(newest: readonly number[]): Promise<Float32Array> {
    const { later, isMerged, logitsType } = this.sessions;
    const { inputs, outputs } = this.#past.feeds();
    const feeds = {
      ...this.#sharedBy(newest.length),
      ...inputs,
      input_ids: longs(newest, [newest.length, 1]),
      ...(isMerged ? { use_cache_branch: new Tensor("bool", [true], [1]) } : {}),
    };
    const dims = [newest.length, 1, this.#vocabulary];
    const size = byteSize(logitsType, dims);
    if (this.#logits.byteLength < size) this.#logits = new ArrayBuffer(size);
    const logits = tensorIn(logitsType, this.#logits, 0, dims);
    await later.run(only(feeds, later.inputNames), { ...outputs, logits });
    this.#past.advance();
    return toFloat32(logits);
  }

  /** What sources share, with one row for every one of `rows`. */
  #sharedBy(rows: number): Shared {
    const sources = this.#sources;
    if (rows === sources) return this.#shared;
    if (this.#spread?.rows !== rows) {
      const index = Array.from({ length: rows }, (_, row) => Math.floor((row * sources) / rows));
      this.#spread = { rows, shared: this.#select(index) };
    }
    return this.#spread.shared;
  }

  #select(rows: readonly number[]): Shared {
    const wanted = only(this.#shared, this.sessions.later.inputNames);
    return Object.fromEntries(Object.entries(wanted).map(([name, tensor]) => [name, rowsOf(tensor, rows)]));
  }

  reorder(rows: readonly number[]): void {
    this.#past.reorder(rows);
  }

  keepSources(sources: readonly number[]): void {
    this.#shared = this.#select(sources);
    this.#sources = sources.length;
    this.#spread = undefined;
  }

  dispose(): void {
    this.#shared = {};
    this.#spread = undefined;
  }
}

/** Of all feeds those that a session has as inputs: exports differ in which they want. */
function only(feeds: Shared, names: readonly string[]): Record<string, Tensor> {
  return Object.fromEntries(names.flatMap((name) => (feeds[name] ? [[name, feeds[name]]] : [])));
}
