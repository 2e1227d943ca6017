import { BartFamilyModel } from "../bartFamily/model.js";
import type { RawConfig } from "../config.js";
import { bartConfig } from "./config.js";
import { BartStack } from "./stack.js";

/** BART with an output layer (Lewis et al. 2020, https://arxiv.org/abs/1910.13461). */
export class BartForConditionalGeneration extends BartFamilyModel {
  constructor(raw: RawConfig, name: string) {
    super(raw, name, bartConfig(raw), BartStack);
  }
}
