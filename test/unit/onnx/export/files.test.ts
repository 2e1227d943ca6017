import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { clearInterrupt, requestInterrupt } from "../../../../src/library/interrupt.js";
import { exportOnnx } from "../../../../src/library/onnx/export/index.js";
import { decodeMessage, type ModelProto } from "../../../../src/library/onnx/proto/messages.js";
import { getPeftModel, LoraConfig } from "../../../../src/library/peft/index.js";
import { ExportedModel } from "./exportedModel.js";
import { scratchFolder, sources, tinyModel, variants } from "./tinyExport.js";

const folder = scratchFolder();
const at = (...parts: string[]) => path.join(folder, ...parts);
const read = (file: string): ModelProto => decodeMessage("ModelProto", readFileSync(file));
const names = (list: readonly { name: string }[] | undefined) => (list ?? []).map(({ name }) => name);
const greedy = { start: 0, pad: 0, end: 1, maxNewTokens: 6 };

/** Of every layer, as Optimum orders them. */
const keysAndValues = (prefix: string, layers: number, sides: readonly string[]) =>
  Array.from({ length: layers }, (_, layer) =>
    sides.flatMap((side) => ["key", "value"].map((part) => `${prefix}.${layer}.${side}.${part}`)),
  ).flat();

before(async () => {
  const model = tinyModel(variants["untied gated T5"]!);
  await model.savePretrained(at("model"));
  model.free();
});

describe("Files of an export", () => {
  it("have Optimum's names, inputs, outputs and versions", async () => {
    const result = await exportOnnx(at("model"), at("plain"));
    assert.deepEqual(readdirSync(at("plain")).sort(), [
      "config.json",
      "decoder_model.onnx",
      "decoder_with_past_model.onnx",
      "encoder_model.onnx",
      "generation_config.json",
    ]);
    assert.deepEqual(names(result.files).sort(), readdirSync(at("plain")).sort());
    for (const { name, bytes } of result.files) assert.equal(bytes, statSync(at("plain", name)).size);
    assert.deepEqual(readFileSync(at("plain", "config.json")), readFileSync(at("model", "config.json")));
    const encoder = read(at("plain", "encoder_model.onnx"));
    assert.deepEqual(
      encoder.opsetImport.map(({ domain = "", version }) => [domain, version]),
      [["", 21]],
    );
    assert.equal(encoder.irVersion, 10);
    assert.deepEqual(names(encoder.graph!.input), ["input_ids", "attention_mask"]);
    assert.deepEqual(names(encoder.graph!.output), ["last_hidden_state"]);
    const decoder = read(at("plain", "decoder_model.onnx")).graph!;
    assert.deepEqual(names(decoder.input), ["encoder_attention_mask", "input_ids", "encoder_hidden_states"]);
    const all = keysAndValues("present", 2, ["decoder", "encoder"]);
    assert.deepEqual(names(decoder.output), ["logits", ...all]);
    const later = read(at("plain", "decoder_with_past_model.onnx")).graph!;
    const past = keysAndValues("past_key_values", 2, ["decoder", "encoder"]);
    assert.deepEqual(names(later.input), ["encoder_attention_mask", "input_ids", ...past]);
    assert.deepEqual(names(later.output), ["logits", ...keysAndValues("present", 2, ["decoder"])]);
  });

  it("are named by dtype and folder as transformers.js expects", async () => {
    for (const [dtype, suffix] of [
      ["float16", "_fp16"],
      ["int8", "_quantized"],
    ] as const) {
      await exportOnnx(at("model"), at("js"), { dtype, decoder: "merged", subfolder: "onnx" });
      for (const part of ["encoder_model", "decoder_model_merged"])
        assert.ok(existsSync(at("js", "onnx", `${part}${suffix}.onnx`)));
    }
    assert.ok(existsSync(at("js", "config.json")));
    const merged = read(at("js", "onnx", "decoder_model_merged_quantized.onnx")).graph!;
    assert.deepEqual(names(merged.input).slice(0, 3), [
      "encoder_attention_mask",
      "input_ids",
      "encoder_hidden_states",
    ]);
    assert.equal(names(merged.input).at(-1), "use_cache_branch");
  });

  it("hold a tied table once, and every weight once in a merged decoder", async () => {
    const model = tinyModel(variants.t5!);
    await exportOnnx(model, at("tied"), { decoder: "merged" });
    model.free();
    const { graph } = read(at("tied", "decoder_model_merged.onnx"));
    const tables = graph!.initializer!.filter(({ dims }) => dims.includes(32));
    assert.deepEqual(names(tables), ["shared.weight"]);
    const all = names(graph!.initializer);
    assert.equal(new Set(all).size, all.length);
  });

  it("put large weights beside the model when asked, and compute the same", async () => {
    await exportOnnx(at("model"), at("external"), { externalData: true });
    const data = at("external", "decoder_model.onnx_data");
    assert.ok(statSync(data).size > 4096);
    assert.ok(
      statSync(at("external", "decoder_model.onnx")).size < statSync(at("plain", "decoder_model.onnx")).size,
    );
    const [plain, external] = [
      await ExportedModel.load(at("plain")),
      await ExportedModel.load(at("external")),
    ];
    assert.deepEqual(await external.greedy(sources, greedy), await plain.greedy(sources, greedy));
    for (const model of [plain, external]) await model.release();
    truncateSync(data, 4096);
    await assert.rejects(ExportedModel.load(at("external")), /external|decoder_model\.onnx_data/i);
  });

  it("are the same from a folder and from memory, whichever dtype the checkpoint has", async () => {
    const model = tinyModel(variants.bart!);
    for (const dtype of ["bfloat16", "float16", "float32"] as const) {
      await model.savePretrained(at(dtype), { dtype });
      const { AutoModelForSeq2SeqLM } = await import("../../../../src/library/models/index.js");
      const loaded = await AutoModelForSeq2SeqLM.fromPretrained(at(dtype), {
        dtype: "float32",
        device: "cpu",
      });
      await exportOnnx(at(dtype), at(dtype, "from folder"));
      await exportOnnx(loaded, at(dtype, "from memory"));
      for (const name of ["encoder_model", "decoder_model", "decoder_with_past_model"])
        assert.deepEqual(
          readFileSync(at(dtype, "from folder", `${name}.onnx`)),
          readFileSync(at(dtype, "from memory", `${name}.onnx`)),
          `${name} of ${dtype}`,
        );
      loaded.free();
    }
    model.free();
  });

  it("tell of their progress up to the whole", async () => {
    const seen: number[] = [];
    let whole = 0;
    await exportOnnx(at("model"), at("progress"), {
      onWrite({ done, total }) {
        seen.push(done);
        whole = total;
      },
    });
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
    );
    assert.equal(seen.at(-1), whole);
  });
});

describe("What can't be exported", () => {
  it("says so in a sentence", async () => {
    const wrong: [Parameters<typeof exportOnnx>, RegExp][] = [
      [
        [at("model"), at("out"), { dtype: "int4" as "int8" }],
        /dtype is float32, float16, int8, not "int4"\.$/,
      ],
      [[at("nowhere"), at("out")], /nowhere/],
      [[at("model", "config.json"), at("out")], /config alone; give the folder/],
    ];
    for (const [args, message] of wrong)
      await assert.rejects(exportOnnx(...args), (error: Error) => {
        assert.match(error.message, message);
        return error.name === "SummnbError" || error.name === "HubError";
      });
    assert.ok(!existsSync(at("out")));
  });

  it("a model with adapters is merged first", async () => {
    const base = tinyModel(variants.t5!);
    const adapted = getPeftModel(base, new LoraConfig({ r: 2 }), { seed: 1 });
    for (const model of [adapted, base])
      await assert.rejects(exportOnnx(model, at("adapted")), /SummnbError: .*mergeAndUnload\(\)/);
    await exportOnnx(adapted.mergeAndUnload(), at("adapted"));
    base.free();
  });

  it("leaves an earlier export as it was, whether it fails or is interrupted", async () => {
    const before = readFileSync(at("plain", "decoder_model.onnx"));
    const broken = at("broken");
    const model = tinyModel(variants["untied gated T5"]!);
    await model.savePretrained(broken);
    model.free();
    const { size } = statSync(path.join(broken, "model.safetensors"));
    await assert.rejects(
      exportOnnx(broken, at("plain"), {
        onWrite: () => truncateSync(path.join(broken, "model.safetensors"), size - 9000),
      }),
      /SummnbError: .*model\.safetensors became shorter while it was exported/,
    );
    await assert.rejects(
      exportOnnx(at("model"), at("plain"), { onWrite: () => requestInterrupt() }),
      /InterruptedError/,
    );
    clearInterrupt();
    assert.deepEqual(readFileSync(at("plain", "decoder_model.onnx")), before);
    assert.deepEqual(
      readdirSync(at("plain")).filter((name) => name.startsWith(".")),
      [],
    );
  });

  it("names the folder that can't be written", async () => {
    writeFileSync(at("file"), "");
    await assert.rejects(
      exportOnnx(at("model"), at("file", "inside")),
      /SummnbError: .*inside could not be written \((ENOTDIR|EEXIST)\)/,
    );
  });
});
