import type { BartFamilyConfig, Side } from "../../models/bartFamily/config.js";
import type { BartFamilyModel } from "../../models/bartFamily/model.js";
import { isTied } from "../../models/checkpoint/index.js";
import { activate } from "./activations.js";
import type { Architecture, DecoderInputs, DecoderOutputs } from "./architecture.js";
import { AttentionBuilder, type AttentionWeights } from "./attention.js";
import type { GraphBuilder, Value } from "./graphBuilder.js";
import { table } from "./linearInitializers.js";
import { causalBias, paddingBias } from "./masks.js";
import { outputLayer } from "./outputLayer.js";
import { linear, type Precision } from "./precision.js";
import { linearWeight, type ModelWeights } from "./weights.js";

/** How BART and Pegasus differ. */
export interface BartFamilyStyle {
  /** Norms after every update, or before it and one at the end. */
  norm: "post" | "pre";
  /** Rows of the table of positions before that of the first position. */
  positionOffset: number;
}

export const bartStyle: BartFamilyStyle = { norm: "post", positionOffset: 2 };
export const pegasusStyle: BartFamilyStyle = { norm: "pre", positionOffset: 0 };

/** As PyTorch's LayerNorm. */
const epsilon = 1e-5;

/** BART and Pegasus. */
export class BartFamilyGraph implements Architecture {
  readonly dModel: number;
  readonly vocabSize: number;
  readonly decoderLayers: number;
  readonly decoderHeads: number;
  readonly headWidth: number;

  readonly #tied: boolean;
  private readonly config: BartFamilyConfig;

  constructor(
    model: BartFamilyModel,
    private readonly style: BartFamilyStyle,
    private readonly weights: ModelWeights,
    private readonly precision: Precision,
  ) {
    const config = model.settings;
    this.config = config;
    this.#tied = isTied(model);
    this.dModel = config.dModel;
    this.vocabSize = config.vocabSize;
    this.decoderLayers = config.decoder.layers;
    this.decoderHeads = config.decoder.attentionHeads;
    this.headWidth = config.dModel / config.decoder.attentionHeads;
  }

  encode(b: GraphBuilder, ids: Value, mask: Value): Value {
    return b.within("encoder", () => {
      const attention = this.#attention(b, "encoder");
      const bias = paddingBias(b, mask);
      let x = this.#embed(b, ids, "encoder", null);
      for (let i = 0; i < this.config.encoder.layers; i++)
        x = b.within(`layers.${i}`, () => {
          const name = `model.encoder.layers.${i}`;
          const own = this.#projections(`${name}.self_attn`, "encoder");
          const updated = this.#residual(
            b,
            x,
            `${name}.self_attn_layer_norm`,
            (normal) => attention.self(normal, own, bias).hidden,
          );
          return this.#feedForward(b, updated, name);
        });
      return this.#finished(b, x, "encoder");
    });
  }

  decode(b: GraphBuilder, { ids, sourceMask, hidden, past }: DecoderInputs): DecoderOutputs {
    return b.within("decoder", () => {
      const attention = this.#attention(b, "decoder");
      const length = past ? b.extent(past[0]!.decoder.key, 2) : null;
      // With a past one token comes at a time, and it sees all before it.
      const selfBias = past ? null : causalBias(b, b.extent(ids, 1));
      const sourceBias = paddingBias(b, sourceMask);
      let x = this.#embed(b, ids, "decoder", length);
      const present = Array.from({ length: this.decoderLayers }, (_, i) =>
        b.within(`layers.${i}`, () => {
          const name = `model.decoder.layers.${i}`;
          const own = this.#projections(`${name}.self_attn`, "decoder");
          let decoder = { key: "", value: "" };
          x = this.#residual(b, x, `${name}.self_attn_layer_norm`, (normal) => {
            const { hidden: update, ...keysAndValues } = attention.self(
              normal,
              own,
              selfBias,
              past?.[i]?.decoder,
            );
            decoder = keysAndValues;
            return update;
          });
          const cross = this.#projections(`${name}.encoder_attn`, "decoder");
          const encoder = past?.[i]?.encoder ?? attention.source(hidden!, cross);
          x = this.#residual(b, x, `${name}.encoder_attn_layer_norm`, (normal) =>
            attention.cross(normal, cross, sourceBias, encoder),
          );
          x = this.#feedForward(b, x, name);
          return { decoder, encoder };
        }),
      );
      const last = this.#finished(b, x, "decoder");
      return { logits: outputLayer(b, this.precision, last, ids, this.#head()), present };
    });
  }

  #attention(b: GraphBuilder, side: Side): AttentionBuilder {
    return new AttentionBuilder(b, this.precision, this.config[side].attentionHeads);
  }

  #embed(b: GraphBuilder, ids: Value, side: Side, past: Value | null): Value {
    const { scaleEmbedding, dModel } = this.config;
    const { positionOffset } = this.style;
    const shared = this.weights.get("model.shared.weight");
    const tokens = this.precision.lookUp(b, ids, "model.shared.weight", shared);
    const scaled = scaleEmbedding ? b.node("Mul", [tokens, b.float(Math.sqrt(dModel))]) : tokens;
    const name = `model.${side}.embed_positions.weight`;
    const positions = b.initializers.add(table(name, this.weights.get(name), "float32"));
    const first = b.ints([positionOffset]);
    const start = past ? b.node("Add", [past, first]) : first;
    const end = b.node("Add", [start, b.extent(ids, 1)]);
    const rows = b.node("Slice", [positions, start, end, b.ints([0])]);
    const sum = b.node("Add", [scaled, rows]);
    return this.style.norm === "post" ? this.#norm(b, sum, `model.${side}.layernorm_embedding`) : sum;
  }

  #finished(b: GraphBuilder, x: Value, side: Side): Value {
    return this.style.norm === "pre" ? this.#norm(b, x, `model.${side}.layer_norm`) : x;
  }

  #head() {
    const { vocabSize } = this.config;
    const name = this.#tied ? "model.shared.weight" : "lm_head.weight";
    const bias = this.weights.get("final_logits_bias");
    const isZero = bias.read(0, vocabSize).every((value) => value === 0);
    return { name, reader: this.weights.get(name), bias: isZero ? undefined : bias };
  }

  #projections(name: string, side: Side): AttentionWeights {
    const width = this.config.dModel / this.config[side].attentionHeads;
    const layer = (part: string, scale = 1) => linearWeight(this.weights, `${name}.${part}`, { scale });
    return {
      query: layer("q_proj", width ** -0.5),
      key: layer("k_proj"),
      value: layer("v_proj"),
      out: layer("out_proj"),
    };
  }

  #norm(b: GraphBuilder, x: Value, name: string): Value {
    const vector = (part: string) =>
      b.initializers.vector(`${name}.${part}`, this.weights.get(`${name}.${part}`));
    const inputs = [x, vector("weight"), vector("bias")];
    return b.node("LayerNormalization", inputs, { axis: -1, epsilon: { float: epsilon } });
  }

  #residual(b: GraphBuilder, x: Value, norm: string, update: (x: Value) => Value): Value {
    if (this.style.norm === "post") return this.#norm(b, b.node("Add", [x, update(x)]), norm);
    return b.node("Add", [x, update(this.#norm(b, x, norm))]);
  }

  #feedForward(b: GraphBuilder, x: Value, name: string): Value {
    const layer = (part: string) => linearWeight(this.weights, `${name}.${part}`);
    return this.#residual(b, x, `${name}.final_layer_norm`, (normal) => {
      const [inner] = linear(b, this.precision, normal, [layer("fc1")]);
      const active = activate(b, this.config.activationFunction, inner!);
      return linear(b, this.precision, active, [layer("fc2")])[0]!;
    });
  }
}
