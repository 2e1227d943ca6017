import type { GraphBuilder, Value } from "./graphBuilder.js";
import { linear, type Precision } from "./precision.js";
import type { LinearWeight } from "./weights.js";

/** Keys and values of a layer, [B, H, S, d] each. */
export interface KeysAndValues {
  key: Value;
  value: Value;
}

export interface AttentionWeights {
  /** Scores' factor is folded into it. */
  query: LinearWeight;
  key: LinearWeight;
  value: LinearWeight;
  out: LinearWeight;
}

/** Builds a model's attention layers. */
export class AttentionBuilder {
  constructor(
    private readonly b: GraphBuilder,
    private readonly precision: Precision,
    /** Number of heads H. */
    private readonly heads: number,
  ) {}

  /** [B, L, H · d] → [B, H, L, d] */
  #splitHeads(x: Value): Value {
    const split = this.b.node("Reshape", [x, this.b.ints([0, 0, this.heads, -1])]);
    return this.b.node("Transpose", [split], { perm: [0, 2, 1, 3] });
  }

  /** Softmax of the scores times the values, [B, T, H · d]; `bias` broadcasts to [B, H, T, S]. */
  #attend(query: Value, { key, value }: KeysAndValues, bias: Value | null): Value {
    const { b } = this;
    const scores = b.node("MatMul", [query, b.node("Transpose", [key], { perm: [0, 1, 3, 2] })]);
    const biased = bias ? b.node("Add", [scores, bias]) : scores;
    const attended = b.node("MatMul", [b.node("Softmax", [biased], { axis: -1 }), value]);
    const merged = b.node("Transpose", [attended], { perm: [0, 2, 1, 3] });
    return b.node("Reshape", [merged, b.ints([0, 0, -1])]);
  }

  #project(x: Value, layers: readonly LinearWeight[]): Value[] {
    return linear(this.b, this.precision, x, layers);
  }

  /** Attention of x [B, T, d] to itself and to the past before it; also gives keys and values of all positions. */
  self(
    x: Value,
    { query, key, value, out }: AttentionWeights,
    bias: Value | null,
    past?: KeysAndValues,
  ): { hidden: Value } & KeysAndValues {
    const [queries, newKeys, newValues] = this.#project(x, [query, key, value]).map((part) =>
      this.#splitHeads(part),
    ) as [Value, Value, Value];
    const all = past
      ? {
          key: this.b.node("Concat", [past.key, newKeys], { axis: 2 }),
          value: this.b.node("Concat", [past.value, newValues], { axis: 2 }),
        }
      : { key: newKeys, value: newValues };
    const [hidden] = this.#project(this.#attend(queries, all, bias), [out]);
    return { hidden: hidden!, ...all };
  }

  /** Keys and values of the encoder's hidden states [B, S, d], the same for all tokens of a generation. */
  source(hidden: Value, { key, value }: AttentionWeights): KeysAndValues {
    const [keys, values] = this.#project(hidden, [key, value]).map((part) => this.#splitHeads(part));
    return { key: keys!, value: values! };
  }

  /** Attention of x [B, T, d] to the encoder's positions. */
  cross(x: Value, { query, out }: AttentionWeights, bias: Value, source: KeysAndValues): Value {
    const [queries] = this.#project(x, [query]);
    const [hidden] = this.#project(this.#attend(this.#splitHeads(queries!), source, bias), [out]);
    return hidden!;
  }
}
