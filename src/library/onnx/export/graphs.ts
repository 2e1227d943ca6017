/**
 * The graphs of an exported model, with the inputs and outputs of Hugging Face's exports (Optimum, transformers.js):
 * programs that know those run these.
 */
import type { GraphProto } from "../proto/messages.js";
import type { Architecture, DecoderInputs, DecoderOutputs } from "./architecture.js";
import { type Dimension, GraphBuilder, type Value } from "./graphBuilder.js";
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

const presentLength = "present_decoder_sequence_length";

const parts = ["key", "value"] as const;
type Side = "decoder" | "encoder";
type Past = NonNullable<DecoderInputs["past"]>[number];

function encoder(model: Architecture): Graph {
  const initializers = new Initializers();
  const b = new GraphBuilder("encoder_model", initializers);
  const ids = b.input("input_ids", "int64", [batch, sourceLength]);
  const mask = b.input("attention_mask", "int64", [batch, sourceLength]);
  b.output("last_hidden_state", "float32", [batch, sourceLength, model.dModel], model.encode(b, ids, mask));
  return { graph: b.finish(), initializers: initializers.list };
}

type Lengths = { target: Dimension; present: Dimension; source?: Dimension };

/** Declares what a decoder gives: logits, and the keys and values of its own tokens or also of the source. */
function outputs(
  b: GraphBuilder,
  model: Architecture,
  { logits, present }: DecoderOutputs,
  lengths: Lengths,
  prefix = "",
): void {
  const { decoderHeads: heads, headWidth: width } = model;
  b.output(`${prefix}logits`, "float32", [batch, lengths.target, model.vocabSize], logits);
  present.forEach((layer, i) => {
    const give = (side: Side, length: Dimension) => {
      for (const part of parts) {
        const name = `${prefix}present.${i}.${side}.${part}`;
        b.output(name, "float32", [batch, heads, length, width], layer[side][part]);
      }
    };
    give("decoder", lengths.present);
    if (lengths.source !== undefined) give("encoder", lengths.source);
  });
}

/** Declares the keys and values that a step gets: of the tokens before, and of the source, in `rows` rows. */
function pastInputs(b: GraphBuilder, model: Architecture, rows: Dimension): Past[] {
  const { decoderHeads: heads, headWidth: width } = model;
  return Array.from({ length: model.decoderLayers }, (_, layer) => {
    const take = (side: Side, ...dims: Dimension[]) => {
      const [key, value] = parts.map((part) =>
        b.input(`past_key_values.${layer}.${side}.${part}`, "float32", dims),
      );
      return { key: key!, value: value! };
    };
    return {
      decoder: take("decoder", batch, heads, pastLength, width),
      encoder: take("encoder", rows, heads, sourceLength, width),
    };
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
  const made = model.decode(b, { ids, sourceMask, past: pastInputs(b, model, sources) });
  outputs(b, model, made, { target: 1, present: `${pastLength} + 1` });
  return { graph: b.finish(), initializers: initializers.list };
}

/**
 * Both decoders in one, with their weights once: `use_cache_branch` says which of them computes. Where it is the one of
 * later steps, the source's keys and values are not repeated: those outputs are empty.
 */
function mergedDecoder(model: Architecture): Graph {
  const initializers = new Initializers();
  const b = new GraphBuilder("decoder_model_merged", initializers);
  const sourceMask = b.input("encoder_attention_mask", "int64", [batch, sourceLength]);
  const ids = b.input("input_ids", "int64", [batch, targetLength]);
  const hidden = b.input("encoder_hidden_states", "float32", [batch, sourceLength, model.dModel]);
  const past = pastInputs(b, model, batch);
  const usesPast = b.input("use_cache_branch", "bool", [1]);
  const lengths = { target: targetLength, present: presentLength, source: "encoder_sequence_length_out" };

  const first = new GraphBuilder("no_past", initializers, "no_past");
  outputs(first, model, model.decode(first, { ids, sourceMask, hidden }), lengths, "no_past.");
  const later = new GraphBuilder("with_past", initializers, "with_past");
  const { logits, present } = model.decode(later, { ids, sourceMask, past });
  const nothing = () =>
    later.node("ConstantOfShape", [later.ints([0, model.decoderHeads, 1, model.headWidth])]);
  const emptied = present.map((layer) => ({ ...layer, encoder: { key: nothing(), value: nothing() } }));
  outputs(later, model, { logits, present: emptied }, lengths, "with_past.");

  const branches = { then_branch: later.finish(), else_branch: first.finish() };
  const [chosen, ...rest] = b.nodes("If", [usesPast], branches, 1 + 4 * present.length) as [
    Value,
    ...Value[],
  ];
  const layers = present.map((_, i) => {
    const [key, value, sourceKey, sourceValue] = rest.slice(4 * i) as [Value, Value, Value, Value];
    return { decoder: { key, value }, encoder: { key: sourceKey, value: sourceValue } };
  });
  outputs(b, model, { logits: chosen, present: layers }, lengths);
  return { graph: b.finish(), initializers: initializers.list };
}

/**
 * The files of a model, without a dtype's suffix and ending, and how each is built. Two decoders need no branch in a
 * step; one has the weights once, and is the only form that transformers.js reads.
 */
export const layouts = {
  separate: { encoder_model: encoder, decoder_model: decoder, decoder_with_past_model: decoderWithPast },
  merged: { encoder_model: encoder, decoder_model_merged: mergedDecoder },
} as const satisfies Record<string, Record<string, (model: Architecture) => Graph>>;

export type DecoderLayout = keyof typeof layouts;
