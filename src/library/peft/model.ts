import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../errors.js";
import type { DecoderCache } from "../models/cache.js";
import { type EncoderOutput, PreTrainedModel } from "../models/pretrained.js";
import { type init, Linear, Module } from "../nn/index.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { manualSeed } from "../tensor/random.js";
import { loadSafetensors, saveSafetensors } from "../tensor/safetensors.js";
import type { LongTensor, Tensor } from "../tensor/tensor.js";
import { LoraConfig } from "./config.js";
import { LoraLinear } from "./loraLayer.js";

type Float = Tensor<FloatDType>;

/** The level of names that PEFT puts between its model and the one it adapts. */
class LoraModel extends Module {
  constructor(readonly model: PreTrainedModel) {
    super();
  }
}

/** Linear layers whose last name part is a target, with their parents. */
function findTargets(
  model: Module,
  targets: readonly string[],
): { parent: Module; name: string; layer: Linear }[] {
  return [...model.namedModules()].flatMap(([, parent]) =>
    parent
      .namedChildren()
      .flatMap(([name, child]) =>
        child instanceof Linear && targets.includes(name) ? [{ parent, name, layer: child }] : [],
      ),
  );
}

/** Names that a target may have in a model, for an error message. */
function linearNames(model: Module): string[] {
  const names = [...model.namedModules()].filter(([, module]) => module instanceof Linear);
  return [...new Set(names.map(([name]) => name.split(".").at(-1)!))];
}

/**
 * A model with adapters in its layers. It has the base model's interface; the base model itself is changed in
 * place and computes with the adapters too, until `disableAdapters`.
 */
export class PeftModel extends PreTrainedModel {
  readonly base_model: LoraModel;
  readonly #layers: LoraLinear[];

  constructor(
    base: PreTrainedModel,
    readonly peftConfig: LoraConfig,
  ) {
    super(base.config, base.name);
    const targets = findTargets(base, peftConfig.targetModules);
    const missing = peftConfig.targetModules.filter((target) => !targets.some(({ name }) => name === target));
    if (missing.length > 0)
      throw new SummnbError(
        `LoRA's target ${missing.map((name) => `"${name}"`).join(", ")} matches no linear layer of ${base.name}; its layers are called ${linearNames(base).join(", ")}.`,
      );
    base.requiresGrad(false);
    this.#layers = targets.map(({ parent, name, layer }) => {
      const lora = new LoraLinear(layer, peftConfig);
      parent.replaceChild(name, lora);
      return lora;
    });
    this.base_model = new LoraModel(base);
    this.generationConfig = base.generationConfig;
  }

  /**
   * The adapter of a folder, in PEFT's format, on a base model.
   * @param options.isTrainable let the adapter train on; default false, for inference
   */
  static async fromPretrained(
    base: PreTrainedModel,
    folder: string,
    { isTrainable = false }: { isTrainable?: boolean } = {},
  ): Promise<PeftModel> {
    const model = new PeftModel(base, LoraConfig.fromFile(folder));
    const file = path.join(folder, "adapter_model.safetensors");
    if (!existsSync(file)) throw new SummnbError(`${folder} has no adapter_model.safetensors.`);
    const tensors = loadSafetensors(file);
    for (const [name, parameter] of model.adapterParameters()) {
      const tensor = tensors.get(name);
      if (!tensor) throw new SummnbError(`${file} lacks "${name}": the adapter was made for another model.`);
      parameter.data = ops.to(tensor, base.device, tensor.dtype as FloatDType);
      tensor.free();
      parameter.requiresGrad = isTrainable;
    }
    return model.eval();
  }

  get model(): PreTrainedModel {
    return this.base_model.model;
  }

  /** Adapter parameters by the names that PEFT's files use, without the adapter's own name. */
  adapterParameters() {
    return [...this.namedParameters()]
      .filter(([name]) => name.includes(".lora_"))
      .map(([name, parameter]) => [name.replace(".default.", "."), parameter] as const);
  }

  initializeAdapters(): void {
    for (const layer of this.#layers) layer.initialize();
  }

  /** The base model's own computation, until `enableAdapters`. */
  disableAdapters(): void {
    for (const layer of this.#layers) layer.enabled = false;
  }

  enableAdapters(): void {
    for (const layer of this.#layers) layer.enabled = true;
  }

  /** Writes adapter_config.json and adapter_model.safetensors as PEFT does. */
  override async savePretrained(folder: string): Promise<void> {
    mkdirSync(folder, { recursive: true });
    const config = this.peftConfig.toFile(this.name);
    writeFileSync(path.join(folder, "adapter_config.json"), `${JSON.stringify(config, null, 2)}\n`);
    const tensors = new Map(
      this.adapterParameters().map(([name, parameter]) => [name, parameter.data as Tensor]),
    );
    saveSafetensors(path.join(folder, "adapter_model.safetensors"), tensors);
  }

  override get vocabSize(): number {
    return this.model.vocabSize;
  }
  override get padTokenId(): number {
    return this.model.padTokenId;
  }
  override get eosTokenId(): number {
    return this.model.eosTokenId;
  }
  override get decoderStartTokenId(): number {
    return this.model.decoderStartTokenId;
  }
  override get tiedNames(): string[] {
    return this.model.tiedNames;
  }
  override get dtype(): FloatDType {
    return this.model.dtype;
  }
  override get device(): string {
    return this.model.device;
  }
  override encode(inputIds: LongTensor, attentionMask: LongTensor | null, states?: Float[]): EncoderOutput {
    return this.model.encode(inputIds, attentionMask, states);
  }
  override decode(ids: LongTensor, encoded: EncoderOutput, cache?: DecoderCache, states?: Float[]): Float {
    return this.model.decode(ids, encoded, cache, states);
  }
  override head(hidden: Float): Float {
    return this.model.head(hidden);
  }
  override createCache(capacity: number): DecoderCache {
    return this.model.createCache(capacity);
  }
  override initWeights(target: init.InitTarget): void {
    this.model.initWeights(target);
  }
}

/**
 * Puts fresh LoRA layers into a model and freezes the rest. The model is changed in place.
 * @param options.seed draws the same A as PEFT after `torch.manual_seed(seed)`; without it the generator goes on
 * @throws SummnbError when a target matches no layer
 */
export function getPeftModel(
  base: PreTrainedModel,
  config: LoraConfig,
  { seed }: { seed?: number } = {},
): PeftModel {
  const model = new PeftModel(base, config);
  if (base.hasWeights) {
    if (seed !== undefined) manualSeed(seed);
    model.initializeAdapters();
  }
  model.train(base.training);
  return model;
}
