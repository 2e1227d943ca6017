import { BartFamilyModel } from "../bartFamily/model.js";
import type { RawConfig } from "../config.js";
import { pegasusConfig } from "./config.js";
import { PegasusStack } from "./stack.js";

/** Pegasus with an output layer (Zhang et al. 2020, https://arxiv.org/abs/1912.08777). */
export class PegasusForConditionalGeneration extends BartFamilyModel {
  constructor(raw: RawConfig, name: string) {
    super(raw, name, pegasusConfig(raw), PegasusStack);
  }

  /** Results that reach the longest length end with the end token. */
  override get generationDefaults(): RawConfig {
    return { forced_eos_token_id: 1 };
  }
}
