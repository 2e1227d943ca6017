import { Linear, type Parameter } from "../nn/index.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import type { Tensor } from "../tensor/tensor.js";
import { ModuleDict } from "./dictionaries.js";
import { type Start, startLinear } from "./initializers.js";
import { LoraLayer } from "./loraLayer.js";
import { addLinear, addScaled } from "./operators.js";
import { type AdapterSettings, adapterDType, type Part } from "./parts.js";

type Float = Tensor<FloatDType>;

/**
 * A frozen linear layer with low-rank updates: y = W x + scaling · B A dropout(x)
 * (Hu et al. 2021, https://arxiv.org/abs/2106.09685). A has shape [r, in], B [out, r].
 */
export class LoraLinear extends LoraLayer<Linear> {
  readonly lora_A = new ModuleDict<Linear>();
  readonly lora_B = new ModuleDict<Linear>();

  get inFeatures(): number {
    return this.base_layer.inFeatures;
  }

  get outFeatures(): number {
    return this.base_layer.outFeatures;
  }

  protected override createFactors(name: string, r: number): void {
    this.lora_A.set(name, new Linear(this.inFeatures, r, false));
    this.lora_B.set(name, new Linear(r, this.outFeatures, false));
  }

  protected override deleteFactors(name: string): void {
    this.lora_A.delete(name);
    this.lora_B.delete(name);
  }

  override factors(name: string): { a: Parameter; b: Parameter } {
    return { a: this.lora_A.get(name)!.weight, b: this.lora_B.get(name)!.weight };
  }

  override get factorNames() {
    return { a: "lora_A.weight", b: "lora_B.weight" };
  }

  protected override start({ init, r, scaling }: AdapterSettings): Start {
    const { inFeatures, outFeatures } = this;
    const weight = () => {
      const { data } = this.base_layer.weight;
      return ops.toDtype(data, adapterDType(data.dtype));
    };
    return startLinear(init, { r, scaling, inFeatures, outFeatures, weight });
  }

  protected override turned(weight: Float): Float {
    return weight;
  }

  /** `x` [..., in] → [..., out]. */
  forward(x: Float): Float {
    const { parts } = this;
    const weight = this.fixed;
    if (parts.length === 0) return ops.linear(x, weight, this.base_layer.bias?.data);
    const dtype = adapterDType(weight.dtype);
    if (this.training && weight.dtype === dtype) return this.#trained(x, weight);
    const input = x.dtype === dtype ? x : ops.toDtype(x, dtype);
    const base = ops.linear(x, weight, this.base_layer.bias?.data);
    const result = parts.reduce((y, part) => this.#updated(y, input, part), base);
    return result.dtype === base.dtype ? result : ops.toDtype(result, base.dtype);
  }

  /** As matrices, where the last product adds to the result as it goes: one pass less over it, there and back. */
  #trained(x: Float, weight: Float): Float {
    const { shape } = x;
    const flat = ops.reshape(x, [-1, this.inFeatures]);
    const base = ops.linear(flat, weight, this.base_layer.bias?.data);
    const result = this.parts.reduce((y, part) => {
      if (part.magnitude) return this.#updated(y, flat, part);
      const inner = ops.linear(part.dropout.forward(flat), part.a.data);
      return addLinear(y, inner, part.b.data, part.scaling);
    }, base);
    return ops.view(result, [...shape.slice(0, -1), this.outFeatures]);
  }

  #updated(y: Float, x: Float, part: Part): Float {
    if (part.magnitude) return this.#rescaled(y, x, part);
    const inner = ops.linear(part.dropout.forward(x), part.a.data);
    return addScaled(y, ops.linear(inner, part.b.data), part.scaling);
  }

  /** With DoRA's magnitudes. What dropout hides, it hides from the base layer's share of the change too, as in PEFT. */
  #rescaled(y: Float, x: Float, part: Part): Float {
    const scale = this.scaleOf(part);
    const input = part.dropout.forward(x);
    const update = ops.linear(ops.linear(input, part.a.data), part.b.data);
    if (part.dropout.isOn) {
      const base = ops.linear(input, ops.toDtype(this.fixed, part.a.data.dtype));
      const change = ops.mul(base, ops.addScalar(scale, -1));
      return ops.add(y, addScaled(change, ops.mul(update, scale), part.scaling));
    }
    const bias = this.base_layer.bias?.data;
    if (!bias) return ops.mul(addScaled(y, update, part.scaling), scale);
    return ops.add(ops.mul(addScaled(ops.sub(y, bias), update, part.scaling), scale), bias);
  }
}
