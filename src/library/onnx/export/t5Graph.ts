import { isTied } from "../../models/checkpoint/index.js";
import type { T5Config, T5ForConditionalGeneration } from "../../models/t5/index.js";
import { relativePositionBucket } from "../../models/t5/positionBias.js";
import { activate } from "./activations.js";
import type { Architecture, DecoderInputs, DecoderOutputs } from "./architecture.js";
import { AttentionBuilder, type AttentionWeights } from "./attention.js";
import type { GraphBuilder, Value } from "./graphBuilder.js";
import { distances, lowest, paddingBias } from "./masks.js";
import { bytesOf } from "./numbers.js";
import { outputLayer } from "./outputLayer.js";
import { linear, type Precision } from "./precision.js";
import { readAll, type WeightReader } from "./weightReader.js";
import { linearWeight, type ModelWeights } from "./weights.js";

/** T5 v1.0, v1.1, FLAN-T5 and mT5. */
export class T5Graph implements Architecture {
  readonly dModel: number;
  readonly vocabSize: number;
  readonly decoderLayers: number;
  readonly decoderHeads: number;
  readonly headWidth: number;

  readonly #tied: boolean;
  private readonly config: T5Config;

  constructor(
    model: T5ForConditionalGeneration,
    private readonly weights: ModelWeights,
    private readonly precision: Precision,
  ) {
    const config = model.t5;
    this.config = config;
    // Not the config's word: files exist that tie what it leaves apart.
    this.#tied = isTied(model);
    this.dModel = config.dModel;
    this.vocabSize = config.vocabSize;
    this.decoderLayers = config.numDecoderLayers;
    this.decoderHeads = config.numHeads;
    this.headWidth = config.dKv;
  }

  encode(b: GraphBuilder, ids: Value, mask: Value): Value {
    return b.within("encoder", () => {
      const attention = this.#attention(b);
      const position = this.#positionBias(b, "encoder", b.extent(ids, 1), null);
      const bias = b.node("Add", [position, paddingBias(b, mask)]);
      let x = this.#embed(b, ids);
      for (let i = 0; i < this.config.numLayers; i++)
        x = b.within(`block.${i}`, () => {
          const name = `encoder.block.${i}.layer`;
          const normal = this.#norm(b, x, `${name}.0.layer_norm`);
          const update = attention.self(normal, this.#projections(`${name}.0.SelfAttention`), bias).hidden;
          return this.#feedForward(b, b.node("Add", [x, update]), `${name}.1`);
        });
      return this.#norm(b, x, "encoder.final_layer_norm");
    });
  }

  decode(b: GraphBuilder, { ids, sourceMask, hidden, past }: DecoderInputs): DecoderOutputs {
    return b.within("decoder", () => {
      const attention = this.#attention(b);
      const length = past ? b.extent(past[0]!.decoder.key, 2) : null;
      const selfBias = this.#positionBias(b, "decoder", b.extent(ids, 1), length);
      const sourceBias = paddingBias(b, sourceMask);
      let x = this.#embed(b, ids);
      const present = Array.from({ length: this.decoderLayers }, (_, i) =>
        b.within(`block.${i}`, () => {
          const name = `decoder.block.${i}.layer`;
          const own = this.#projections(`${name}.0.SelfAttention`);
          const normal = this.#norm(b, x, `${name}.0.layer_norm`);
          const { hidden: update, ...decoder } = attention.self(normal, own, selfBias, past?.[i]?.decoder);
          x = b.node("Add", [x, update]);
          const cross = this.#projections(`${name}.1.EncDecAttention`);
          const encoder = past?.[i]?.encoder ?? attention.source(hidden!, cross);
          const queries = this.#norm(b, x, `${name}.1.layer_norm`);
          x = b.node("Add", [x, attention.cross(queries, cross, sourceBias, encoder)]);
          x = this.#feedForward(b, x, `${name}.2`);
          return { decoder, encoder };
        }),
      );
      // The scale of a tied output layer is a part of the last norm.
      const scale = this.config.scaleDecoderOutputs ? this.dModel ** -0.5 : 1;
      const last = this.#norm(b, x, "decoder.final_layer_norm", scale);
      return { logits: outputLayer(b, this.precision, last, ids, this.#head()), present };
    });
  }

  #attention(b: GraphBuilder): AttentionBuilder {
    return new AttentionBuilder(b, this.precision, this.config.numHeads);
  }

  #embed(b: GraphBuilder, ids: Value): Value {
    return this.precision.lookUp(b, ids, "shared.weight", this.weights.get("shared.weight"));
  }

  #head() {
    const name = this.#tied ? "shared.weight" : "lm_head.weight";
    return { name, reader: this.weights.get(name), bias: undefined };
  }

  #projections(name: string): AttentionWeights {
    const [query, key, value, out] = ["q", "k", "v", "o"].map((part) =>
      linearWeight(this.weights, `${name}.${part}`),
    );
    return { query: query!, key: key!, value: value!, out: out! };
  }

  /** Scales by the root of the mean square, in the nodes that onnxruntime makes one kernel of. */
  #norm(b: GraphBuilder, x: Value, name: string, scale = 1): Value {
    return b.within("layer_norm", () => {
      const reader = this.weights.get(`${name}.weight`);
      const weight = b.initializers.vector(`${name}.weight`, reader, reader.shape, scale);
      const squares = b.node("Pow", [x, b.float(2)]);
      const mean = b.node("ReduceMean", [squares, b.ints([-1])]);
      const root = b.node("Sqrt", [b.node("Add", [mean, b.float(this.config.layerNormEpsilon)])]);
      return b.node("Mul", [b.node("Div", [x, root]), weight]);
    });
  }

  #feedForward(b: GraphBuilder, x: Value, name: string): Value {
    const { denseActFn, isGatedAct } = this.config;
    const dense = `${name}.DenseReluDense`;
    const layer = (part: string, keepFloat32 = false) =>
      linearWeight(this.weights, `${dense}.${part}`, { keepFloat32 });
    const normal = this.#norm(b, x, `${name}.layer_norm`);
    const inner = (isGatedAct ? ["wi_0", "wi_1"] : ["wi"]).map((part) => layer(part));
    const [first, gate] = linear(b, this.precision, normal, inner) as [Value, Value?];
    const active = activate(b, denseActFn, first);
    const product = gate ? b.node("Mul", [active, gate]) : active;
    // T5's widest numbers leave float16's range here.
    const [update] = linear(b, this.precision, product, [layer("wo", true)]);
    return b.node("Add", [x, update!]);
  }

  /**
   * The bias [1, H, queries, keys] of relative positions, looked up by distance; in the decoder it hides later
   * positions as well.
   */
  #positionBias(b: GraphBuilder, side: "encoder" | "decoder", queries: Value, past: Value | null): Value {
    const { relativeAttentionMaxDistance: reach, numHeads } = this.config;
    const name = `${side}.block.0.layer.0.SelfAttention.relative_attention_bias`;
    const farthest = side === "encoder" ? reach : 1;
    const byDistance = b.initializers.add({
      name: `${name}.by_distance`,
      type: "float32",
      dims: [numHeads, reach + farthest + 1],
      parts: () => [bytesOf(this.#biasByDistance(this.weights.get(`${name}.weight`), side, farthest))],
    });
    const within = b.node("Clip", [distances(b, queries, past), b.int(-reach), b.int(farthest)]);
    const places = b.node("Add", [within, b.int(reach)]);
    const bias = b.node("Gather", [byDistance, places], { axis: 1 });
    return b.node("Unsqueeze", [bias, b.ints([0])]);
  }

  /** What distances from -reach to `farthest` add, [H, reach + farthest + 1]; beyond them the bucket stays the same. */
  #biasByDistance(table: WeightReader, side: "encoder" | "decoder", farthest: number): Float32Array {
    const {
      relativeAttentionMaxDistance: reach,
      relativeAttentionNumBuckets: buckets,
      numHeads,
    } = this.config;
    const values = readAll(table);
    const width = reach + farthest + 1;
    const result = new Float32Array(numHeads * width);
    for (let place = 0; place < width; place++) {
      const distance = place - reach;
      const bucket = relativePositionBucket(distance, side === "encoder", buckets, reach);
      for (let head = 0; head < numHeads; head++)
        result[head * width + place] =
          side === "decoder" && distance > 0 ? lowest : values[bucket * numHeads + head]!;
    }
    return result;
  }
}
