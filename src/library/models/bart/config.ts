import { type BartFamilyConfig, bartFamilyConfig } from "../bartFamily/config.js";
import type { RawConfig } from "../config.js";

/** The configuration of BART base and large and of those fine-tuned on CNN/DailyMail and XSum. */
export function bartConfig(raw: RawConfig): BartFamilyConfig {
  return bartFamilyConfig(raw, {
    activationFunction: "gelu",
    padTokenId: 1,
    eosTokenId: 2,
    decoderStartTokenId: 2,
  });
}
