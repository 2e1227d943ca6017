import path from "node:path";
import { env, InferenceSession } from "onnxruntime-node";
import { SummnbError } from "../../../errors.js";
import type { OpenModel } from "../messages.js";
import { explainOpening } from "./explain.js";
import type { KeyValueNames } from "./keyValues.js";
import type { FloatType } from "./values.js";

/** A model's graphs, opened, and what they call their inputs and outputs. */
export interface OnnxSessions {
  encoder: InferenceSession;
  /** Of the first token. */
  decoder: InferenceSession;
  /** Of the others; the same one where both are merged. */
  later: InferenceSession;
  isMerged: boolean;
  names: { self: KeyValueNames; cross: KeyValueNames };
  pastType: FloatType;
  logitsType: FloatType;
}

/** Errors come as exceptions; what onnxruntime logs besides would be lines on stderr that nobody asked for. */
const silent = 4;
env.logLevel = "fatal";

async function openFile(file: string, { providers, threads }: OpenModel): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(file, {
      executionProviders: [...providers],
      graphOptimizationLevel: "all",
      executionMode: "sequential",
      ...(threads === null ? {} : { intraOpNumThreads: threads }),
      logSeverityLevel: silent,
    });
  } catch (error) {
    throw explainOpening(file, error as Error, providers);
  }
}

/** Inputs `past_key_values.N.KIND.key` and `.value` and the outputs that belong to them, layer by layer. */
function keyValueNames(inputs: readonly string[], kind: "decoder" | "encoder"): KeyValueNames {
  const form = new RegExp(`^past_key_values\\.(\\d+)\\.${kind}\\.(key|value)$`);
  const order = (name: string) => Number(form.exec(name)![1]);
  const past = inputs.filter((name) => form.test(name)).sort((a, b) => order(a) - order(b));
  return { past, present: past.map((name) => name.replace("past_key_values", "present")) };
}

function typeOf(session: InferenceSession, name: string, file: string): FloatType {
  const { inputMetadata, outputMetadata } = session;
  const found = [...inputMetadata, ...outputMetadata].find((metadata) => metadata.name === name);
  const type = found?.isTensor ? found.type : "missing";
  if (type === "float32" || type === "float16") return type;
  throw new SummnbError(
    `${path.basename(file)} has ${name} as ${type}, where summnb reads float32 and float16; export the model again with \`summnb export\`.`,
  );
}

/** @throws SummnbError when a graph lacks an input or an output that a sequence-to-sequence model's has */
function requireNames(
  file: string,
  kind: "input" | "output",
  names: readonly string[],
  wanted: readonly string[],
): void {
  const missing = wanted.filter((name) => !names.includes(name));
  if (missing.length === 0) return;
  throw new SummnbError(
    `${file} is no part of a sequence-to-sequence model as Optimum exports it: it has no ${kind} ${missing[0]}, but ${names.slice(0, 4).join(", ")}; export the model with \`summnb export\`.`,
  );
}

/** @throws SummnbError when the graphs are not those of the model that config.json describes */
function checkShape(later: InferenceSession, { self, cross }: OnnxSessions["names"], open: OpenModel): void {
  const { decoder, shape } = open;
  const past = later.inputMetadata.find(({ name }) => name === self.past[0]);
  const [, heads, , headWidth] = past?.isTensor ? past.shape : [];
  const layers = self.past.length / 2;
  const found = { layers, heads, headWidth };
  const names = { layers: "decoder layers", heads: "heads", headWidth: "as the width of a head" };
  // An extent that the graph leaves open is a name.
  for (const [key, name] of Object.entries(names) as [keyof typeof found, string][])
    if (typeof found[key] === "number" && found[key] !== shape[key])
      throw new SummnbError(
        `${decoder} has ${found[key]} ${name} and config.json ${shape[key]}; the files are of different models, export them together.`,
      );
  if (cross.past.length !== self.past.length)
    throw new SummnbError(
      `${decoder} takes keys and values of ${cross.past.length / 2} layers from the source and of ${layers} from the summary; export the model again with \`summnb export\`.`,
    );
}

/**
 * Opens a model's graphs.
 * @throws SummnbError for a file that is damaged, incomplete, too new or of another kind of model
 */
export async function openSessions(open: OpenModel): Promise<OnnxSessions> {
  const opened: InferenceSession[] = [];
  const openOne = async (file: string) => {
    const session = await openFile(file, open);
    opened.push(session);
    return session;
  };
  try {
    const encoder = await openOne(open.encoder);
    requireNames(open.encoder, "input", encoder.inputNames, ["input_ids", "attention_mask"]);
    requireNames(open.encoder, "output", encoder.outputNames, ["last_hidden_state"]);
    const decoder = await openOne(open.decoder);
    requireNames(open.decoder, "input", decoder.inputNames, ["input_ids", "encoder_hidden_states"]);
    const laterFile = open.decoderWithPast ?? open.decoder;
    const later = open.decoderWithPast === null ? decoder : await openOne(open.decoderWithPast);
    requireNames(laterFile, "input", later.inputNames, ["input_ids", "past_key_values.0.decoder.key"]);
    const names = {
      self: keyValueNames(later.inputNames, "decoder"),
      cross: keyValueNames(later.inputNames, "encoder"),
    };
    checkShape(later, names, open);
    const first = ["logits", ...names.self.present, ...names.cross.present];
    requireNames(open.decoder, "output", decoder.outputNames, first);
    requireNames(laterFile, "output", later.outputNames, ["logits", ...names.self.present]);
    return {
      encoder,
      decoder,
      later,
      isMerged: later.inputNames.includes("use_cache_branch"),
      names,
      pastType: typeOf(later, names.self.past[0]!, laterFile),
      logitsType: typeOf(later, "logits", laterFile),
    };
  } catch (error) {
    for (const session of opened) await session.release();
    throw error;
  }
}

export async function closeSessions({ encoder, decoder, later }: OnnxSessions): Promise<void> {
  for (const session of new Set([encoder, decoder, later])) await session.release();
}
