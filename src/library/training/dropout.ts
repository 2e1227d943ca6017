import type { PreTrainedModel } from "../models/pretrained.js";
import { Dropout } from "../nn/index.js";

/** Sets the probability of every dropout but LoRA's own, which its config gives and which is no `Dropout`. */
export function setDropout(model: PreTrainedModel, p: number): void {
  for (const [, module] of model.namedModules()) if (module instanceof Dropout) module.p = p;
}
