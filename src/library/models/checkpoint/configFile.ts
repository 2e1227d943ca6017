import type { FloatDType } from "../../tensor/dtype.js";
import type { RawConfig } from "../config.js";
import type { PreTrainedModel } from "../pretrained.js";

/** Whether config.json names a class that has an output layer, which "BartModel" does not. */
const isGenerator = (name: unknown) => typeof name === "string" && name.endsWith("ForConditionalGeneration");

/** Transformers' class of a model type, where it is not called as ours. */
const classNames: Record<string, string> = { mt5: "MT5ForConditionalGeneration" };

/**
 * config.json of a model as it is written: the keys of the file it was read from, unknown ones too, with those
 * that Transformers 4.57 and 5.18 decide by set to what holds. `torch_dtype` is read by all versions, `dtype` by
 * new ones only, so a file that had `dtype` gets the old name.
 */
export function configFile(model: PreTrainedModel, dtype: FloatDType, tied: boolean): RawConfig {
  const { dtype: _old, architectures, ...kept } = model.config;
  const isNamed = Array.isArray(architectures) && architectures.some(isGenerator);
  const className = classNames[String(kept.model_type)] ?? model.constructor.name;
  return {
    architectures: isNamed ? architectures : [className],
    ...kept,
    tie_word_embeddings: tied,
    torch_dtype: dtype,
  };
}
