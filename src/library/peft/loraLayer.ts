import { type Embedding, type Linear, Module, type Parameter, StateBuffer } from "../nn/index.js";
import { noGrad } from "../tensor/autograd.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { scope, withoutScope } from "../tensor/scope.js";
import type { Tensor } from "../tensor/tensor.js";
import { ModuleDict, WeightDict } from "./dictionaries.js";
import { type Direction, Magnitude } from "./dora.js";
import { AdapterDropout } from "./dropout.js";
import type { Start } from "./initializers.js";
import {
  type AdapterSettings,
  adapterDType,
  type MergeFigures,
  mergeFigures,
  type Part,
  sumOf,
} from "./parts.js";

type Float = Tensor<FloatDType>;

/**
 * A frozen layer with adapters, of which none, one or several are active. The base layer is never changed: what
 * stands in for its weights (the rest that PiSSA and OLoRA leave, or the sum after merging) is an array of its own,
 * so that tied weights stay tied and the base model is there whenever it is asked for.
 */
export abstract class LoraLayer<B extends Linear | Embedding = Linear | Embedding> extends Module {
  readonly lora_dropout = new ModuleDict<AdapterDropout>();
  readonly lora_magnitude_vector = new ModuleDict<Magnitude>();
  /** What an adapter has left of the weights, by adapter. */
  readonly lora_residual = new WeightDict<StateBuffer>();
  /** What stands in for the weights of several adapters, or of merged ones. */
  lora_stand_in: StateBuffer | null = null;
  readonly #settings = new Map<string, AdapterSettings>();
  #active: readonly string[] = [];
  #enabled = true;
  #merged = false;
  // Private, so that they are not taken for children or parameters of the module.
  #parts: readonly Part[] = [];
  #fixed: { readonly data: Float };

  constructor(readonly base_layer: B) {
    super();
    this.#fixed = base_layer.weight;
  }

  /** Adapters that compute now. */
  protected get parts(): readonly Part[] {
    return this.#parts;
  }

  /** The fixed weights that count now, in the base layer's shape. */
  protected get fixed(): Float {
    return this.#fixed.data;
  }

  abstract get inFeatures(): number;
  abstract get outFeatures(): number;
  /** Makes A and B, without values. */
  protected abstract createFactors(name: string, r: number): void;
  protected abstract deleteFactors(name: string): void;
  /** A [r, in] and B [out, r] of an adapter. */
  abstract factors(name: string): { a: Parameter; b: Parameter };
  /** Their names in PEFT's files, behind the layer's. */
  abstract readonly factorNames: { a: string; b: string };
  protected abstract start(settings: AdapterSettings): Start;
  /** Weights in the base layer's shape as [out, in], and back. */
  protected abstract turned(weight: Float): Float;

  get isEmpty(): boolean {
    return this.#settings.size === 0;
  }

  settings(name: string): AdapterSettings | undefined {
    return this.#settings.get(name);
  }

  /** An adapter's parameters by their names in PEFT's files. */
  adapterParameters(name: string): [name: string, parameter: Parameter][] {
    if (!this.#settings.has(name)) return [];
    const { a, b } = this.factors(name);
    const magnitude = this.lora_magnitude_vector.get(name);
    return [
      [this.factorNames.a, a],
      [this.factorNames.b, b],
      ...(magnitude ? [["lora_magnitude_vector", magnitude.weight] as [string, Parameter]] : []),
    ];
  }

  /** Adds an adapter without values; it is not active. */
  add(name: string, settings: AdapterSettings): void {
    this.#settings.set(name, settings);
    this.lora_dropout.set(name, new AdapterDropout(settings.dropout));
    this.createFactors(name, settings.r);
    if (settings.dora) this.lora_magnitude_vector.set(name, new Magnitude(this.outFeatures));
    this.train(this.training);
  }

  /** Draws an adapter's first values, in PEFT's order, and rounds them to the layer's dtype, as PEFT does. */
  initialize(name: string): void {
    const settings = this.#settings.get(name)!;
    const { device, dtype } = this.base_layer.weight.data;
    const { a, b } = this.factors(name);
    noGrad(() =>
      scope(() => {
        const start = this.start(settings);
        const settle = (x: Float) =>
          withoutScope(() =>
            scope(() => ops.to(ops.contiguous(ops.to(x, device, dtype)), device, adapterDType(dtype))),
          );
        a.data = settle(start.a);
        b.data = settle(start.b);
        if (start.residual) this.#setResidual(name, this.turned(start.residual));
      }),
    );
    this.lora_magnitude_vector.get(name)?.initialize(this.#direction(name));
  }

  #setResidual(name: string, weight: Float): void {
    const { dtype } = this.base_layer.weight.data;
    this.lora_residual.set(
      name,
      this.#buffer(() => ops.toDtype(weight, dtype)),
    );
  }

  #buffer(make: () => Float): StateBuffer {
    const buffer = new StateBuffer(this.base_layer.weight.shape);
    buffer.data = withoutScope(() => noGrad(() => scope(() => ops.contiguous(make()))));
    return buffer;
  }

  /** Fixed weights while these adapters are active: the base layer's less what they began with. */
  #fixedFor(names: readonly string[]): Float {
    const base = this.base_layer.weight.data;
    const residuals = names.flatMap((name) => this.lora_residual.get(name)?.data ?? []);
    if (residuals.length < 2) return residuals[0] ?? base;
    const exact = (x: Float) => ops.toDtype(x, adapterDType(base.dtype));
    const taken = residuals.map((residual) => ops.sub(exact(residual), exact(base)));
    return ops.toDtype(
      taken.reduce((sum, difference) => ops.add(sum, difference), exact(base)),
      base.dtype,
    );
  }

  #direction(name: string): Direction {
    const { a, b } = this.factors(name);
    const { scaling } = this.#settings.get(name)!;
    const weight = this.#fixedFor([name]);
    return { weight, turned: (x) => this.turned(x), a: a.data, b: b.data, scaling };
  }

  /** What a part's magnitudes make of each output [out]. */
  protected scaleOf({ a, b, scaling, magnitude }: Part): Float {
    const weight = this.fixed;
    return magnitude!.scale({ weight, turned: (x) => this.turned(x), a: a.data, b: b.data, scaling });
  }

  /** The active adapters' own weights, such as for a look-up that does not call the layer: in the layer's shape. */
  effectiveWeight(): Float {
    const { fixed } = this;
    if (this.parts.length === 0) return fixed;
    return scope(() => ops.toDtype(ops.contiguous(this.turned(this.#sum())), fixed.dtype));
  }

  /** [out, in], in the adapters' dtype. */
  #sum(): Float {
    const { fixed } = this;
    const rows = ops.toDtype(this.turned(fixed), adapterDType(fixed.dtype));
    return sumOf(rows, this.parts, (part) => this.scaleOf(part));
  }

  /** Makes these adapters the ones that count; those that this layer has not are skipped. */
  activate(names: readonly string[]): void {
    this.#active = names.filter((name) => this.#settings.has(name));
    this.#refresh();
  }

  get enabled(): boolean {
    return this.#enabled;
  }

  /** Without adapters the layer is the base layer. */
  set enabled(value: boolean) {
    this.#enabled = value;
    this.#refresh();
  }

  /** Puts the active adapters' updates into weights that stand in for the base layer's. */
  merge(): MergeFigures | null {
    if (this.parts.length === 0) return null;
    return noGrad(() =>
      scope(() => {
        const { data: before } = this.base_layer.weight;
        const exact = this.turned(this.#sum());
        const merged = this.#buffer(() => ops.toDtype(exact, before.dtype));
        const figures = mergeFigures(merged.data, exact, before);
        this.#setStandIn(merged);
        this.#merged = true;
        this.#refresh();
        return figures;
      }),
    );
  }

  unmerge(): void {
    this.#merged = false;
    this.#refresh();
  }

  /** Makes what merging gave the base layer's own weights, for good. */
  bake(): void {
    if (!this.#merged) return;
    this.base_layer.weight.data = this.lora_stand_in!.data;
    this.lora_stand_in = null;
    this.unmerge();
  }

  delete(name: string): void {
    this.activate(this.#active.filter((other) => other !== name));
    for (const [, parameter] of this.adapterParameters(name))
      if (parameter.materialized) parameter.data.free();
    this.lora_residual.get(name)?.data.free();
    this.lora_magnitude_vector.get(name)?.dispose();
    for (const dictionary of [this.lora_residual, this.lora_magnitude_vector, this.lora_dropout])
      dictionary.delete(name);
    this.deleteFactors(name);
    this.#settings.delete(name);
  }

  #setStandIn(buffer: StateBuffer | null): void {
    this.lora_stand_in?.data.free();
    this.lora_stand_in = buffer;
  }

  #refresh(): void {
    const { weight } = this.base_layer;
    if (!this.#merged) {
      const residuals = this.#active.filter((name) => this.lora_residual.get(name));
      this.#setStandIn(residuals.length < 2 ? null : this.#buffer(() => this.#fixedFor(residuals)));
    }
    const residual = this.#active.map((name) => this.lora_residual.get(name)).find(Boolean);
    this.#fixed = (this.#enabled && (this.lora_stand_in ?? residual)) || weight;
    this.#parts = this.#enabled && !this.#merged ? this.#active.map((name) => this.#part(name)) : [];
  }

  #part(name: string): Part {
    return {
      ...this.factors(name),
      scaling: this.#settings.get(name)!.scaling,
      dropout: this.lora_dropout.get(name)!,
      magnitude: this.lora_magnitude_vector.get(name) ?? null,
    };
  }
}
