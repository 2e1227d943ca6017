/** Which .onnx files of a folder are a model's parts: Optimum's names, in the folder itself or as transformers.js in `onnx/`. */
import { SummnbError } from "../../errors.js";

/** Forms of the weights, by what stands behind a file's name; transformers.js's names for them. */
export const suffixes: Record<string, readonly string[]> = {
  float32: [""],
  float16: ["_fp16"],
  int8: ["_quantized", "_int8"],
  uint8: ["_uint8"],
  q4: ["_q4"],
  q4f16: ["_q4f16"],
  bnb4: ["_bnb4"],
};

/** Where a model's parts are, as paths in its folder with "/". */
export interface OnnxFiles {
  dtype: string;
  encoder: string;
  /** The decoder of the first token, or the one of all tokens where there is no other. */
  decoder: string;
  /** The decoder of later tokens; null where `decoder` has both in one, with `use_cache_branch`. */
  decoderWithPast: string | null;
}

const folders = ["", "onnx/"];

function partsIn(
  names: ReadonlySet<string>,
  folder: string,
  suffix: string,
  dtype: string,
): OnnxFiles | null {
  const file = (part: string) => `${folder}${part}${suffix}.onnx`;
  const has = (part: string) => names.has(file(part));
  if (!has("encoder_model")) return null;
  const encoder = file("encoder_model");
  // Apart they are quicker: a branch in the graph keeps onnxruntime from packing the weights.
  if (has("decoder_model") && has("decoder_with_past_model"))
    return {
      dtype,
      encoder,
      decoder: file("decoder_model"),
      decoderWithPast: file("decoder_with_past_model"),
    };
  if (has("decoder_model_merged"))
    return { dtype, encoder, decoder: file("decoder_model_merged"), decoderWithPast: null };
  return null;
}

/** Every form of the model that is there whole, best first. */
export function onnxForms(paths: readonly string[]): OnnxFiles[] {
  const names = new Set(paths);
  return Object.entries(suffixes).flatMap(([dtype, list]) =>
    folders.flatMap((folder) => list.flatMap((suffix) => partsIn(names, folder, suffix, dtype) ?? [])),
  );
}

/** Whether a folder has any exported model. */
export const hasOnnx = (paths: readonly string[]): boolean =>
  paths.some((name) => /(^|\/)encoder_model\w*\.onnx$/.test(name));

/**
 * Chooses a model's files.
 * @param dtype of the weights; default is the first of float32, float16, int8 and the others that is there
 * @throws SummnbError when they are not there, with those that are
 */
export function chooseFiles(paths: readonly string[], dtype: string | undefined, where: string): OnnxFiles {
  if (dtype !== undefined && !Object.hasOwn(suffixes, dtype))
    throw new SummnbError(
      `The dtype of an ONNX model is ${Object.keys(suffixes).join(", ")}, not ${JSON.stringify(dtype)}.`,
    );
  const forms = onnxForms(paths);
  const found = dtype === undefined ? forms[0] : forms.find((form) => form.dtype === dtype);
  if (found) return found;
  if (forms.length > 0)
    throw new SummnbError(
      `${where} has no ONNX model in ${dtype}; it has ${[...new Set(forms.map((form) => form.dtype))].join(", ")}.`,
    );
  const files = paths.filter((name) => name.endsWith(".onnx"));
  throw new SummnbError(
    files.length > 0
      ? `${where} has ${files.slice(0, 4).join(", ")}, but not a whole model: it needs encoder_model.onnx with decoder_model.onnx and decoder_with_past_model.onnx, or with decoder_model_merged.onnx; export it again with \`summnb export\`.`
      : `${where} has no .onnx files; export the model with \`summnb export MODEL --onnx DIR\`.`,
  );
}
