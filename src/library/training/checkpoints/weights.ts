import { loadWeights } from "../../models/index.js";
import type { PreTrainedModel } from "../../models/pretrained.js";
import { PeftModel } from "../../peft/index.js";

/**
 * Puts a checkpoint's weights into the model that made it: a whole model's, or its adapters'.
 * @throws SummnbError when they are another model's
 */
export function restoreWeights(model: PreTrainedModel, folder: string): void {
  if (model instanceof PeftModel) model.restoreAdapters(folder);
  else loadWeights(model, folder, model.device, model.dtype);
}
