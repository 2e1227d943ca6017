/**
 * The graphs of an exported model, with the inputs and outputs of Hugging Face's exports (Optimum, transformers.js):
 * programs that know those run these.
 */
import type { GraphProto } from "../proto/messages.js";
import type { Architecture } from "./architecture.js";
import { type Dimension, GraphBuilder } from "./graphBuilder.js";
import { type Initializer, Initializers } from "./initializers.js";

export interface Graph {
  graph: GraphProto;
  initializers: readonly Initializer[];
}

const batch = "batch_size";
const sourceLength = "encoder_sequence_length";
const targetLength = "decoder_sequence_length";
const pastLength = "past_decoder_sequence_length";
/** Rows of a batch may share one source, so that its keys and values are there once for all beams. */
const sources = "encoder_batch_size";

const parts = ["key", "value"] as const;
type Part = (typeof parts)[number];

function encoder(model: Architecture): Graph {
  const initializers = new Initializers();
  const b = new GraphBuilder("encoder_model", initializers);
  const ids = b.input("input_ids", "int64", [batch, sourceLength]);
  const mask = b.input("attention_mask", "int64", [batch, sourceLength]);
  b.output("last_hidden_state", "float32", [batch, sourceLength, model.dModel], model.encode(b, ids, mask));
  return { graph: b.finish(), initializers: initializers.list };
}

/** Declares what a decoder gives: logits, and the keys and values of its own tokens or also of the source. */
function outputs(
  b: GraphBuilder,
  model: Architecture,
  { logits, present }: ReturnType<Architecture["decode"]>,
  lengths: { target: Dimension; present: Dimension; source?: Dimension },
): void {
  const { decoderHeads: heads, headWidth: width } = model;
  b.output("logits", "float32", [batch, lengths.target, model.vocabSize], logits);
  present.forEach(({ decoder, encoder: source }, layer) => {
    for (const part of parts)
      b.output(
        `present.${layer}.decoder.${part}`,
        "float32",
        [batch, heads, lengths.present, width],
        decoder[part],
      );
    if (lengths.source === undefined) return;
    for (const part of parts)
      b.output(
        `present.${layer}.encoder.${part}`,
        "float32",
        [batch, heads, lengths.source, width],
        source[part],
      );
  });
}

/** The first step: computes keys and values of the source too. */
function decoder(model: Architecture): Graph {
  const initializers = new Initializers();
  const b = new GraphBuilder("decoder_model", initializers);
  const sourceMask = b.input("encoder_attention_mask", "int64", [batch, sourceLength]);
  const ids = b.input("input_ids", "int64", [batch, targetLength]);
  const hidden = b.input("encoder_hidden_states", "float32", [batch, sourceLength, model.dModel]);
  const made = model.decode(b, { ids, sourceMask, hidden });
  outputs(b, model, made, { target: targetLength, present: targetLength, source: sourceLength });
  return { graph: b.finish(), initializers: initializers.list };
}

/** Every later step, of one token. */
function decoderWithPast(model: Architecture): Graph {
  const initializers = new Initializers();
  const b = new GraphBuilder("decoder_with_past_model", initializers);
  const sourceMask = b.input("encoder_attention_mask", "int64", [sources, sourceLength]);
  const ids = b.input("input_ids", "int64", [batch, 1]);
  const { decoderHeads: heads, headWidth: width } = model;
  const past = Array.from({ length: model.decoderLayers }, (_, layer) => {
    const input = (side: "decoder" | "encoder", part: Part) => {
      const dims =
        side === "decoder" ? [batch, heads, pastLength, width] : [sources, heads, sourceLength, width];
      return b.input(`past_key_values.${layer}.${side}.${part}`, "float32", dims);
    };
    return {
      decoder: { key: input("decoder", "key"), value: input("decoder", "value") },
      encoder: { key: input("encoder", "key"), value: input("encoder", "value") },
    };
  });
  const made = model.decode(b, { ids, sourceMask, past });
  outputs(b, model, made, { target: 1, present: `${pastLength} + 1` });
  return { graph: b.finish(), initializers: initializers.list };
}

/** The files of a model, without a dtype's suffix and ending, and how each is built. */
export const graphs = {
  encoder_model: encoder,
  decoder_model: decoder,
  decoder_with_past_model: decoderWithPast,
} as const satisfies Record<string, (model: Architecture) => Graph>;
