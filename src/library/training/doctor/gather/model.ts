import type { PreTrainedModel } from "../../../models/pretrained.js";
import { PeftModel } from "../../../peft/index.js";
import type { AdapterFacts, ModelFacts } from "../facts.js";

/** Name of a model that was made from a configuration alone. */
const freshName = "config";

/** What the rules ask about a model. It may be without weights. */
export function factsOfModel(model: PreTrainedModel): ModelFacts {
  return {
    name: model.name,
    type: String(model.config.model_type),
    dtype: model.hasWeights ? model.dtype : undefined,
    padTokenId: model.padTokenId,
    isFresh: model.name === freshName,
    prefix: summarizationPrefix(model.config.task_specific_params),
  };
}

/** T5's configurations say what stands before a document to summarize. */
function summarizationPrefix(tasks: unknown): string | undefined {
  const { summarization } = (tasks ?? {}) as { summarization?: { prefix?: unknown } };
  return typeof summarization?.prefix === "string" && summarization.prefix !== ""
    ? summarization.prefix
    : undefined;
}

/** The active adapter; undefined for a model without one. */
export function factsOfAdapter(model: PreTrainedModel): AdapterFacts | undefined {
  if (!(model instanceof PeftModel)) return undefined;
  const layers = model.activeAdapters.map((name) => model.base_model.adapter(name).layers.size);
  return {
    targets: JSON.stringify(model.peftConfig.targetModules),
    layers: layers.reduce((sum, count) => sum + count, 0),
  };
}
