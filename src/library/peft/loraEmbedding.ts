import { type Embedding, Parameter } from "../nn/index.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import type { LongTensor, Tensor } from "../tensor/tensor.js";
import { WeightDict } from "./dictionaries.js";
import { type Start, startEmbedding } from "./initializers.js";
import { LoraLayer } from "./loraLayer.js";
import { addScaled, t } from "./operators.js";
import type { AdapterSettings } from "./parts.js";

type Float = Tensor<FloatDType>;

/**
 * A frozen table with low-rank updates: row i is W[i] + scaling · B A[:, i]. A has shape [r, rows], B [dim, r].
 * Ids have no dropout.
 */
export class LoraEmbedding extends LoraLayer<Embedding> {
  readonly lora_embedding_A = new WeightDict<Parameter>();
  readonly lora_embedding_B = new WeightDict<Parameter>();

  get inFeatures(): number {
    return this.base_layer.numEmbeddings;
  }

  get outFeatures(): number {
    return this.base_layer.dim;
  }

  protected override createFactors(name: string, r: number): void {
    this.lora_embedding_A.set(name, new Parameter([r, this.inFeatures]));
    this.lora_embedding_B.set(name, new Parameter([this.outFeatures, r]));
  }

  protected override deleteFactors(name: string): void {
    this.lora_embedding_A.delete(name);
    this.lora_embedding_B.delete(name);
  }

  override factors(name: string): { a: Parameter; b: Parameter } {
    return { a: this.lora_embedding_A.get(name)!, b: this.lora_embedding_B.get(name)! };
  }

  override get factorNames() {
    return { a: "lora_embedding_A", b: "lora_embedding_B" };
  }

  protected override start({ init, r }: AdapterSettings): Start {
    return startEmbedding(init, r, this.inFeatures, this.outFeatures);
  }

  protected override turned(weight: Float): Float {
    return t(weight);
  }

  /** The table with its updates, for models that look up without calling the layer. */
  get weight(): { readonly data: Float } {
    return { data: this.effectiveWeight() };
  }

  /** `ids` [...] → [..., dim]. */
  forward(ids: LongTensor): Float {
    const { paddingIdx } = this.base_layer;
    const base = ops.embedding(this.fixed, ids, paddingIdx);
    const result = this.parts.reduce((y, part) => {
      const inner = ops.embedding(t(part.a.data), ids, paddingIdx);
      const updated = addScaled(y, ops.linear(inner, part.b.data), part.scaling);
      return part.magnitude ? ops.mul(updated, this.scaleOf(part)) : updated;
    }, base);
    return result.dtype === base.dtype ? result : ops.toDtype(result, base.dtype);
  }
}
