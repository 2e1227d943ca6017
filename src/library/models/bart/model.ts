import { BartFamilyModel } from "../bartFamily/model.js";
import type { RawConfig } from "../config.js";
import { bartConfig } from "./config.js";
import { BartStack } from "./stack.js";

/** BART with an output layer (Lewis et al. 2020, https://arxiv.org/abs/1910.13461). */
export class BartForConditionalGeneration extends BartFamilyModel {
  constructor(raw: RawConfig, name: string) {
    super(raw, name, bartConfig(raw), BartStack);
  }

  /** Results that reach the longest length end with the end token; CNN models begin with `<s>` after the start. */
  override get generationDefaults(): RawConfig {
    const { force_bos_token_to_be_generated: forced, bos_token_id: bos = 0 } = this.config;
    return { forced_eos_token_id: 2, ...(forced === true && { forced_bos_token_id: bos }) };
  }
}
