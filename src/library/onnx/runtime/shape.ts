import { ConfigReader, type RawConfig } from "../../models/config.js";
import type { DecoderShape } from "./messages.js";

/** How a config.json describes the decoder of a T5, or of a BART or Pegasus. */
export function decoderShape(config: RawConfig): DecoderShape {
  const read = new ConfigReader(config);
  const vocabSize = read.count("vocab_size");
  if (config.decoder_layers === undefined) {
    const layers = read.count("num_decoder_layers", read.count("num_layers"));
    return { layers, heads: read.count("num_heads"), headWidth: read.count("d_kv"), vocabSize };
  }
  const width = read.count("d_model");
  const heads = read.divisor("decoder_attention_heads", width, "d_model");
  return { layers: read.count("decoder_layers"), heads, headWidth: width / heads, vocabSize };
}
