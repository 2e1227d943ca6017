import assert from "node:assert/strict";
import { SummnbError } from "../../../../src/library/errors.js";
import { chooseFiles, hasOnnx } from "../../../../src/library/onnx/runtime/layout.js";

const apart = (suffix = "", folder = "") =>
  ["encoder_model", "decoder_model", "decoder_with_past_model"].map(
    (name) => `${folder}${name}${suffix}.onnx`,
  );
const merged = (suffix = "", folder = "") =>
  ["encoder_model", "decoder_model_merged"].map((name) => `${folder}${name}${suffix}.onnx`);
const choose = (paths: string[], dtype?: string) => chooseFiles(paths, dtype, "The folder");

describe("The files of an exported model", () => {
  it("are Optimum's in the folder", () => {
    assert.deepEqual(choose(["config.json", ...apart()]), {
      dtype: "float32",
      encoder: "encoder_model.onnx",
      decoder: "decoder_model.onnx",
      decoderWithPast: "decoder_with_past_model.onnx",
    });
  });

  it("are transformers.js's in onnx/, with a merged decoder", () => {
    assert.deepEqual(choose(merged("_quantized", "onnx/")), {
      dtype: "int8",
      encoder: "onnx/encoder_model_quantized.onnx",
      decoder: "onnx/decoder_model_merged_quantized.onnx",
      decoderWithPast: null,
    });
  });

  it("are the float32 ones where nothing is said, else those of the dtype", () => {
    const all = [...merged("_q4"), ...apart("_quantized"), ...apart("_fp16"), ...apart(), ...merged()];
    assert.equal(choose(all).dtype, "float32");
    assert.equal(choose(all).decoderWithPast, "decoder_with_past_model.onnx", "apart before merged");
    assert.equal(choose(all, "int8").encoder, "encoder_model_quantized.onnx");
    assert.equal(choose(all, "float16").decoder, "decoder_model_fp16.onnx");
    assert.equal(choose(all, "q4").decoder, "decoder_model_merged_q4.onnx");
    assert.equal(choose(apart("_fp16")).dtype, "float16");
  });

  const refusals: [paths: string[], dtype: string | undefined, message: RegExp][] = [
    [apart(), "int8", /^The folder has no ONNX model in int8; it has float32\.$/],
    [apart(), "int9", /^The dtype of an ONNX model is float32, .*, not "int9"\.$/],
    [apart().slice(0, 2), undefined, /has encoder_model\.onnx, decoder_model\.onnx, but not a whole model/],
    [["model.safetensors"], undefined, /^The folder has no \.onnx files; export the model/],
  ];
  for (const [paths, dtype, message] of refusals)
    it(`are refused: ${message}`, () => {
      assert.throws(
        () => choose(paths, dtype),
        (error: Error) => error instanceof SummnbError && message.test(error.message),
      );
    });

  it("are seen among others", () => {
    assert.equal(hasOnnx(merged("_q4", "onnx/")), true);
    assert.equal(hasOnnx(["model.onnx", "onnx/model.onnx", "model.safetensors"]), false);
  });
});
