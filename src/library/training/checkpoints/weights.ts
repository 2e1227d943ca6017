import path from "node:path";
import { SummnbError } from "../../errors.js";
import { loadWeights } from "../../models/index.js";
import type { PreTrainedModel } from "../../models/pretrained.js";
import { PeftModel } from "../../peft/index.js";
import { noGrad } from "../../tensor/autograd.js";
import * as ops from "../../tensor/ops.js";
import { loadSafetensors } from "../../tensor/safetensors.js";
import { scope } from "../../tensor/scope.js";

/**
 * Puts a checkpoint's weights into the model that made it: a whole model's, or an adapter's.
 * @throws SummnbError when they are another model's
 */
export function restoreWeights(model: PreTrainedModel, folder: string): void {
  if (!(model instanceof PeftModel)) {
    loadWeights(model, folder, model.device, model.dtype);
    return;
  }
  scope(() => {
    const file = path.join(folder, "adapter_model.safetensors");
    const stored = loadSafetensors(file);
    noGrad(() => {
      for (const [name, parameter] of model.adapterParameters()) {
        const tensor = stored.get(name);
        if (!tensor) throw new SummnbError(`${file} lacks "${name}": it is another adapter's.`);
        ops.copy_(parameter.data, tensor);
      }
    });
  });
}
