import { SummnbError } from "../../errors.js";
import { BartForConditionalGeneration } from "../../models/bart/index.js";
import { PegasusForConditionalGeneration } from "../../models/pegasus/index.js";
import type { PreTrainedModel } from "../../models/pretrained.js";
import { T5ForConditionalGeneration } from "../../models/t5/index.js";
import type { Architecture } from "./architecture.js";
import { BartFamilyGraph, bartStyle, pegasusStyle } from "./bartGraph.js";
import type { Precision } from "./precision.js";
import { T5Graph } from "./t5Graph.js";
import type { ModelWeights } from "./weights.js";

/**
 * How a model computes.
 * @throws SummnbError for a class of models that has no graphs
 */
export function architectureOf(
  model: PreTrainedModel,
  weights: ModelWeights,
  precision: Precision,
): Architecture {
  if (model instanceof T5ForConditionalGeneration) return new T5Graph(model, weights, precision);
  if (model instanceof BartForConditionalGeneration)
    return new BartFamilyGraph(model, bartStyle, weights, precision);
  if (model instanceof PegasusForConditionalGeneration)
    return new BartFamilyGraph(model, pegasusStyle, weights, precision);
  throw new SummnbError(
    `${model.name} can't be exported: its class ${model.constructor.name} has no ONNX graphs. Those of T5, BART and Pegasus have; take adapters out first with mergeAndUnload().`,
  );
}
