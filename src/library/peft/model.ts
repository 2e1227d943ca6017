import type { MimeBundle } from "../../protocol/index.js";
import { type Displayable, hoverSymbol } from "../display/types.js";
import type { HubOptions } from "../hub/environment.js";
import { modelFolder } from "../hub/models.js";
import type { SaveOptions } from "../models/checkpoint/index.js";
import type { PreTrainedModel, Seq2SeqInput } from "../models/pretrained.js";
import type { Parameter } from "../nn/index.js";
import { noteAdapters } from "../provenance/adapters.js";
import { noteLoaded } from "../provenance/trainings.js";
import { noGrad } from "../tensor/autograd.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { manualSeed } from "../tensor/random.js";
import { withoutScope } from "../tensor/scope.js";
import { adapterFolder, readAdapter, writeAdapter } from "./adapterFile.js";
import { LoraConfig } from "./config.js";
import { DelegatingModel } from "./delegatingModel.js";
import { takesFromWeights } from "./initializers.js";
import { LoraModel } from "./loraModel.js";
import { type MergeReport, mergeWithReport } from "./mergeReport.js";
import { adapterDType } from "./parts.js";
import { adaptersBundle, adaptersHover, adaptersText } from "./presentation.js";
import { planWeighted, type WeightedOptions } from "./weighted.js";

/** Name of an adapter that gets none. */
const defaultName = "default";

export interface PeftSaveOptions extends SaveOptions {
  /** Default is all. */
  selectedAdapters?: readonly string[];
}

export interface SeedOption {
  /** Draws the first values that PEFT draws after `torch.manual_seed(seed)`; without it the generator goes on. */
  seed?: number;
}

export interface LoadAdapterOptions extends HubOptions {
  /** Let the adapter train on while it is active; default false, for inference. */
  isTrainable?: boolean;
}

export interface MergeOptions {
  /** Default is the active ones. */
  adapterNames?: readonly string[];
  /** Inputs whose logits are compared before and after. */
  check?: Seq2SeqInput;
  /** Nothing is merged where a logit of `check` changes by more; default 0.001, in bfloat16 1 and in float16 0.25. */
  maxLogitDifference?: number;
}

/**
 * A model with adapters in its layers. It has the base model's interface. The base model computes with the adapters
 * too, as in PEFT, since they stand in its layers; `disableAdapter` is how to compare with it as it was.
 */
export class PeftModel extends DelegatingModel implements Displayable {
  readonly base_model: LoraModel;

  /**
   * @param config of the first adapter, which is active and has no values yet
   * @throws SummnbError when a name in the configuration means nothing in this model
   */
  constructor(base: PreTrainedModel, config: LoraConfig, adapterName = defaultName, isTrainable = true) {
    super(base.config, base.name);
    this.base_model = new LoraModel(base);
    this.base_model.add(adapterName, config, isTrainable);
    this.base_model.activate([adapterName]);
    noteAdapters(this, this.base_model);
  }

  /**
   * The adapter of a folder or of a repository on the Hub, in PEFT's format, on a base model.
   * @throws SummnbError when the folder holds no adapter, or one for another model; HubError when the Hub does not
   *   give it
   */
  static async fromPretrained(
    base: PreTrainedModel,
    nameOrPath: string,
    {
      adapterName = defaultName,
      isTrainable = false,
      ...hub
    }: LoadAdapterOptions & { adapterName?: string } = {},
  ): Promise<PeftModel> {
    const folder = await modelFolder(nameOrPath, { ...hub, files: "adapter" });
    const config = LoraConfig.fromFile(folder);
    const model = new PeftModel(base, config, adapterName, isTrainable);
    try {
      model.#read(adapterName, folder);
    } catch (error) {
      model.unload();
      throw error;
    }
    return model.eval();
  }

  get model(): PreTrainedModel {
    return this.base_model.model;
  }

  /** The configuration of the first active adapter. */
  get peftConfig(): LoraConfig {
    return this.base_model.adapter(this.activeAdapter).config;
  }

  /** The configurations of all adapters by their names. */
  get peftConfigs(): Record<string, LoraConfig> {
    return Object.fromEntries([...this.base_model.adapters].map(([name, { config }]) => [name, config]));
  }

  get activeAdapters(): string[] {
    return [...this.base_model.active];
  }

  get activeAdapter(): string {
    return this.base_model.active[0] ?? defaultName;
  }

  /** An adapter's parameters by the names that PEFT's files use, without the adapter's own name. */
  adapterParameters(name = this.activeAdapter): [name: string, parameter: Parameter][] {
    return [...this.base_model.adapter(name).parameters()];
  }

  /** Draws first values for an adapter. */
  initializeAdapters({
    seed,
    adapterName = this.activeAdapter,
  }: SeedOption & { adapterName?: string } = {}): void {
    if (seed !== undefined) manualSeed(seed);
    for (const layer of this.base_model.adapter(adapterName).layers.values()) layer.initialize(adapterName);
    this.base_model.refresh();
  }

  /** Adds a fresh adapter. It is not active: `setAdapter` chooses. */
  addAdapter(adapterName: string, config: LoraConfig, { seed }: SeedOption = {}): void {
    this.base_model.add(adapterName, config, true);
    if (!this.hasWeights) return;
    try {
      this.initializeAdapters({ seed, adapterName });
    } catch (error) {
      this.base_model.delete(adapterName);
      throw error;
    }
  }

  /** Adds the adapter of a folder or of a repository on the Hub, in PEFT's format. It is not active: `setAdapter` chooses. */
  async loadAdapter(
    nameOrPath: string,
    adapterName: string,
    { isTrainable = false, ...hub }: LoadAdapterOptions = {},
  ): Promise<void> {
    const folder = await modelFolder(nameOrPath, { ...hub, files: "adapter" });
    const config = LoraConfig.fromFile(folder);
    this.base_model.add(adapterName, config, isTrainable);
    try {
      this.#read(adapterName, folder);
    } catch (error) {
      this.base_model.delete(adapterName);
      throw error;
    }
  }

  #read(adapterName: string, folder: string): void {
    const adapter = this.base_model.adapter(adapterName);
    // PiSSA's and OLoRA's files hold what trained on the rest of the weights: that rest is computed again.
    if (takesFromWeights(adapter.config.initLoraWeights)) this.initializeAdapters({ adapterName });
    readAdapter(adapter, folder, this.model);
    noteLoaded(adapter.parameters().values());
    this.base_model.refresh();
  }

  /**
   * Makes one adapter, or several whose updates add up, the active ones.
   * @param options.isTrainable whether they train; default is what each was loaded or added with
   * @throws SummnbError for an unknown name
   */
  setAdapter(adapterNames: string | readonly string[], { isTrainable }: LoadAdapterOptions = {}): void {
    const names = [adapterNames].flat();
    this.base_model.activate(names);
    if (isTrainable !== undefined) for (const name of names) this.base_model.setTrainable(name, isTrainable);
  }

  /** Takes an adapter out. When it was the only active one, the first of the others takes its place. */
  deleteAdapter(adapterName: string): void {
    this.base_model.delete(adapterName);
  }

  /** Adds an adapter that is a weighted combination of others. It does not train and is not active. */
  addWeightedAdapter(
    adapters: readonly string[],
    weights: readonly number[],
    adapterName: string,
    options: WeightedOptions = {},
  ): void {
    const parts = adapters.map((name) => this.base_model.adapter(name));
    const { config, fill } = planWeighted(parts, weights, options);
    const adapter = this.base_model.add(adapterName, config, false);
    try {
      fill(adapter);
    } catch (error) {
      this.base_model.delete(adapterName);
      throw error;
    }
    this.base_model.refresh();
  }

  /** Calls `action` with the base model as it was, without adapters, and gives its result. */
  disableAdapter<T>(action: () => T): T {
    const before = this.base_model.enabled;
    const restore = () => {
      this.base_model.enabled = before;
    };
    this.base_model.enabled = false;
    let result: T;
    try {
      result = action();
    } catch (error) {
      restore();
      throw error;
    }
    if (result instanceof Promise) return result.finally(restore) as T;
    restore();
    return result;
  }

  /** The base model's own computation, until `enableAdapters`. */
  disableAdapters(): void {
    this.base_model.enabled = false;
  }

  enableAdapters(): void {
    this.base_model.enabled = true;
  }

  /**
   * Puts adapters into the weights, summed in float32, so that they cost nothing in generation. The base model's own
   * weights stay beside them, which takes memory, and `unmergeAdapter` gives exactly them back.
   */
  mergeAdapter({ adapterNames = this.activeAdapters, ...options }: MergeOptions = {}): MergeReport {
    return mergeWithReport(this, this.base_model, adapterNames, options);
  }

  unmergeAdapter(): void {
    this.base_model.unmerge();
  }

  /**
   * The base model with adapters in its own weights, for good, and no longer an adapted one.
   * @param options.onMerge gets the report
   * @throws SummnbError when a changed layer's weights are tied to another layer's, or a logit changes too much
   */
  mergeAndUnload({
    adapterNames = this.activeAdapters,
    onMerge,
    ...options
  }: MergeOptions & { onMerge?: (report: MergeReport) => void } = {}): PreTrainedModel {
    this.base_model.refuseTied(adapterNames);
    const report = this.mergeAdapter({ adapterNames, ...options });
    this.base_model.bake();
    onMerge?.(report);
    return this.unload();
  }

  /** The base model as it was, without adapters. This one has none after it. */
  unload(): PreTrainedModel {
    this.base_model.clear();
    return this.model;
  }

  /** Writes adapter_config.json and adapter_model.safetensors as PEFT does: "default" in the folder, others below it. */
  override async savePretrained(
    folder: string,
    { selectedAdapters = [...this.base_model.adapters.keys()] }: PeftSaveOptions = {},
  ): Promise<void> {
    const adapters = selectedAdapters.map((name) => this.base_model.adapter(name));
    for (const adapter of adapters) writeAdapter(adapter, adapterFolder(folder, adapter), this.name);
  }

  /** Reads the values of all adapters again from where `savePretrained` has written them. */
  restoreAdapters(folder: string): void {
    for (const adapter of this.base_model.adapters.values())
      readAdapter(adapter, adapterFolder(folder, adapter), this.model);
  }

  /** Moves and casts all weights, in place. Adapters of a model that becomes a 16-bit one are float32. */
  override to(device: string, dtype?: FloatDType): this {
    const own = new Set(this.base_model.lowRankParameters());
    for (const [, weight] of this.namedWeights()) {
      const { data } = weight;
      const wanted = !dtype
        ? data.dtype
        : own.has(weight as Parameter)
          ? adapterDType(dtype)
          : weight.dtypeFor(dtype);
      if (data.device !== device || data.dtype !== wanted)
        weight.data = withoutScope(() => noGrad(() => ops.to(data, device, wanted)));
    }
    return this;
  }

  /** @throws SummnbError while adapters are merged: nothing would train */
  override train(mode = true): this {
    if (mode) this.base_model.refuseMerged("train");
    return super.train(mode);
  }

  toMimeBundle(): MimeBundle {
    return adaptersBundle(this.base_model);
  }

  override toString(): string {
    return adaptersText(this.base_model);
  }

  override [hoverSymbol](): string {
    return `${super[hoverSymbol]()}\n\n${adaptersHover(this.base_model)}`;
  }
}

/**
 * Puts a fresh adapter into a model and freezes the rest. The model is changed in place.
 * @throws SummnbError when a target matches no layer
 */
export function getPeftModel(
  base: PreTrainedModel,
  config: LoraConfig,
  { seed, adapterName = defaultName }: SeedOption & { adapterName?: string } = {},
): PeftModel {
  const model = new PeftModel(base, config, adapterName);
  if (base.hasWeights) {
    try {
      model.initializeAdapters({ seed });
    } catch (error) {
      model.unload();
      throw error;
    }
  }
  model.train(base.training);
  return model;
}
