import { type BartFamilyConfig, bartFamilyConfig } from "../bartFamily/config.js";
import type { RawConfig } from "../config.js";

/** The configuration of Pegasus; decoding starts with its padding token. */
export function pegasusConfig(raw: RawConfig): BartFamilyConfig {
  return bartFamilyConfig(raw, {
    activationFunction: "gelu",
    padTokenId: 0,
    eosTokenId: 1,
    decoderStartTokenId: 0,
  });
}
