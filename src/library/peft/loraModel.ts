import { SummnbError } from "../errors.js";
import type { PreTrainedModel } from "../models/pretrained.js";
import { nearest } from "../nearest.js";
import { Module, type Parameter } from "../nn/index.js";
import { Adapter, filePrefix } from "./adapter.js";
import { TrainedBiases } from "./biases.js";
import type { LoraConfig } from "./config.js";
import { isAdapterName } from "./dictionaries.js";
import { LoraLayer } from "./loraLayer.js";
import type { MergeFigures } from "./parts.js";
import { places } from "./places.js";
import { SavedModule } from "./savedModule.js";
import { findSaved } from "./savedTargets.js";
import { Sites, tiedNames } from "./sites.js";
import { findTargets } from "./targets.js";

const quoted = (names: Iterable<string>) => [...names].map((name) => `"${name}"`).join(", ");

/**
 * The level of names that PEFT puts between its model and the one it adapts. It knows all adapters in the model's
 * layers: which are there, which are active, and which are merged.
 */
export class LoraModel extends Module {
  readonly #adapters = new Map<string, Adapter>();
  readonly #sites = new Sites();
  #active: readonly string[] = [];
  #merged: readonly string[] | null = null;
  #enabled = true;

  /** @throws SummnbError when the model has adapters already */
  constructor(readonly model: PreTrainedModel) {
    super();
    for (const { module } of places(model))
      if (module instanceof LoraLayer || module instanceof SavedModule)
        throw new SummnbError(
          `${model.name} carries adapters already: add another one to its PeftModel with addAdapter, or take them out with unload().`,
        );
    model.requiresGrad(false);
  }

  get adapters(): ReadonlyMap<string, Adapter> {
    return this.#adapters;
  }

  get active(): readonly string[] {
    return this.#active;
  }

  get merged(): readonly string[] | null {
    return this.#merged;
  }

  get enabled(): boolean {
    return this.#enabled;
  }

  set enabled(value: boolean) {
    this.#enabled = value;
    this.refresh();
  }

  /** @throws SummnbError for a name that no adapter has */
  adapter(name: string): Adapter {
    const found = this.#adapters.get(name);
    if (found) return found;
    const names = [...this.#adapters.keys()];
    const there = names.length > 0 ? `this model has ${quoted(names)}` : "this model has none";
    throw new SummnbError(
      `There is no adapter "${name}"; ${there}.${nearest(name, names, ' Did you mean "', '"?')}`,
    );
  }

  /** Puts an adapter without values into the layers that its configuration means; nothing changes if that fails. */
  add(name: string, given: LoraConfig, isTrainable: boolean): Adapter {
    this.#checkNew(name, given);
    const { targets, config } = findTargets(this.model, given);
    const saved = findSaved(this.model, config);
    const { loraDropout: dropout, useDora: dora, initLoraWeights: init } = config;
    const both = saved.find(({ name: place }) => targets.some((target) => target.name === place));
    if (both)
      throw new SummnbError(
        `"${both.name}" is meant by targetModules and by modulesToSave; a layer has a low-rank update or trains whole, so name it in one of them.`,
      );
    const layers = targets.map((target): [string, LoraLayer] => {
      const layer = this.#sites.lora(target);
      layer.add(name, { ...config.of(target.name), dropout, dora, init });
      return [target.name, layer];
    });
    const copies = saved.map((place): [string, SavedModule] => {
      const module = this.#sites.saved(place);
      module.add(name);
      return [place.name, module];
    });
    const biases = new TrainedBiases(config.bias, this.model, filePrefix);
    if (this.model.hasWeights) biases.remember();
    const adapter = new Adapter(name, config, new Map(layers), new Map(copies), biases, isTrainable);
    this.#adapters.set(name, adapter);
    this.refresh();
    return adapter;
  }

  #checkNew(name: string, { bias }: LoraConfig): void {
    if (!isAdapterName(name))
      throw new SummnbError(
        `${JSON.stringify(name)} can't be an adapter's name, which becomes a part of its weights' names; take a word without dots, such as "summary".`,
      );
    if (this.#adapters.has(name))
      throw new SummnbError(
        `This model has an adapter "${name}" already; take another name or delete it first.`,
      );
    const biased = [...this.#adapters.values()].find(({ config }) => config.bias !== "none");
    if (this.#adapters.size > 0 && (bias !== "none" || biased))
      throw new SummnbError(
        `The adapter "${biased?.name ?? name}" trains the base model's own biases (bias: "${biased?.config.bias ?? bias}"), which all adapters of a model share, so no other adapter can be beside it; use bias: "none".`,
      );
  }

  /** @throws SummnbError for an unknown name, or while adapters are merged */
  activate(names: readonly string[]): void {
    for (const name of names) this.adapter(name);
    this.refuseMerged("choose other adapters");
    const before = this.#active;
    this.#active = [...new Set(names)];
    try {
      this.refresh();
    } catch (error) {
      this.#active = before;
      this.refresh();
      throw error;
    }
  }

  /** Tells every layer what counts now, and every parameter whether it trains. */
  refresh(): void {
    const counting = this.#merged ?? this.#active;
    for (const [, wrapper] of this.#sites) {
      wrapper.activate(counting);
      if (wrapper.enabled !== this.#enabled) wrapper.enabled = this.#enabled;
    }
    for (const adapter of this.#adapters.values()) {
      adapter.biases.use(this.#enabled && counting.includes(adapter.name));
      const trains = adapter.isTrainable && this.#active.includes(adapter.name);
      for (const parameter of adapter.parameters().values()) parameter.requiresGrad = trains;
    }
  }

  /** A, B and magnitudes of all adapters. */
  lowRankParameters(): Parameter[] {
    return [...this.#adapters.values()].flatMap(({ name, layers }) =>
      [...layers.values()].flatMap((layer) =>
        layer.adapterParameters(name).map(([, parameter]) => parameter),
      ),
    );
  }

  setTrainable(name: string, isTrainable: boolean): void {
    this.adapter(name).isTrainable = isTrainable;
    this.refresh();
  }

  refuseMerged(what: string): void {
    if (this.#merged)
      throw new SummnbError(
        `The adapters ${quoted(this.#merged)} are merged into the weights; call unmergeAdapter() before you ${what}.`,
      );
  }

  /** Merges adapters in every layer; the figures of those that had something to merge, by the layers' names. */
  merge(names: readonly string[]): Map<string, MergeFigures> {
    for (const name of names) this.adapter(name);
    this.refuseMerged("merge again");
    if (!this.#enabled)
      throw new SummnbError("The adapters are disabled; call enableAdapters() before you merge them.");
    if (names.length === 0) throw new SummnbError("No adapter is active, so there is nothing to merge.");
    const before = this.#active;
    this.activate(names);
    this.#active = before;
    this.#merged = [...names];
    const figures = new Map<string, MergeFigures>();
    for (const [name, wrapper] of this.#sites) {
      const merged = wrapper instanceof LoraLayer ? wrapper.merge() : null;
      if (merged) figures.set(name, merged);
    }
    return figures;
  }

  unmerge(): void {
    if (!this.#merged)
      throw new SummnbError(
        "No adapter is merged, so there is nothing to take out; mergeAdapter() comes first.",
      );
    for (const [, wrapper] of this.#sites) if (wrapper instanceof LoraLayer) wrapper.unmerge();
    this.#merged = null;
    this.refresh();
  }

  /** @throws SummnbError when a layer that these adapters change has weights that stand elsewhere too */
  refuseTied(names: readonly string[]): void {
    for (const name of names)
      for (const [place, wrapper] of [...this.adapter(name).layers, ...this.adapter(name).saved]) {
        const layer = wrapper instanceof LoraLayer ? wrapper.base_layer : wrapper.original_module;
        const tied = tiedNames(this.model, layer);
        if (tied.length > 1)
          throw new SummnbError(
            `The weights of "${place}" are tied (${tied.length} layers share them), so the adapter "${name}" can't be merged into a model of its own without changing the others; keep it as an adapter, or use mergeAdapter() while you generate.`,
          );
      }
  }

  /** Makes what is merged the base model's own weights, for good; the adapters remain to be deleted. */
  bake(): void {
    const merged = this.#merged ?? [];
    for (const [, wrapper] of this.#sites) wrapper.bake();
    for (const name of merged) this.adapter(name).biases.dispose();
    this.#merged = null;
  }

  delete(name: string): void {
    const adapter = this.adapter(name);
    if (this.#merged?.includes(name)) this.refuseMerged(`delete "${name}"`);
    adapter.biases.use(false);
    adapter.biases.dispose();
    for (const module of [...adapter.layers.values(), ...adapter.saved.values()]) module.delete(name);
    this.#adapters.delete(name);
    this.#sites.clean();
    if (this.#active.includes(name)) {
      const left = this.#active.filter((other) => other !== name);
      // As in PEFT: when the last active one goes, the first of the others takes its place.
      this.#active = left.length > 0 ? left : [...this.#adapters.keys()].sort().slice(0, 1);
    }
    this.refresh();
  }

  /** Takes all adapters out of the model's layers. */
  clear(): void {
    if (this.#merged) this.unmerge();
    this.#active = [];
    for (const name of [...this.#adapters.keys()]) this.delete(name);
  }
}
