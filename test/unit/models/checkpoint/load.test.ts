import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { SummnbError } from "../../../../src/library/errors.js";
import { AutoModelForSeq2SeqLM } from "../../../../src/library/models/index.js";
import {
  type FloatDType,
  fromArray,
  loadSafetensors,
  ops,
  saveSafetensors,
  type Tensor,
} from "../../../../src/library/tensor/index.js";
import { ModelFolder, warningsOf } from "./folder.js";
import { entriesOf, tensor, zipFile } from "./torchFiles.js";

describe("Loading weights", () => {
  let folder: ModelFolder;
  beforeEach(() => {
    folder = new ModelFolder("t5-tied-unscaled-5.18");
  });
  afterEach(() => folder.remove());

  const load = (dtype?: FloatDType) =>
    AutoModelForSeq2SeqLM.fromPretrained(folder.path, { device: "cpu", dtype });

  /** Rewrites the weights. */
  function change(edit: (tensors: Map<string, Tensor>) => void): void {
    const tensors = loadSafetensors(folder.file("model.safetensors"));
    edit(tensors);
    saveSafetensors(folder.file("model.safetensors"), tensors);
  }

  const zeros = (shape: number[], dtype: "float32" | "int64" = "float32") => ops.zeros(shape, dtype);
  const refuses = (message: RegExp) =>
    assert.rejects(
      load(),
      (error: Error) =>
        error instanceof SummnbError && message.test(error.message) && error.message.includes(folder.path),
    );

  it("names what is missing, the first few of it", async () => {
    change((tensors) => {
      for (const name of [...tensors.keys()]) if (name.startsWith("encoder.block")) tensors.delete(name);
    });
    await refuses(
      /lacks the weights encoder\.block\.0\.[\w.]+, encoder\.block\.0\.[\w.]+, encoder\.block\.0\.[\w.]+ and 7 more; its config\.json/,
    );
  });

  it("names a weight of another shape", async () => {
    change((tensors) => tensors.set("encoder.final_layer_norm.weight", zeros([9])));
    await refuses(/"encoder\.final_layer_norm\.weight" .* has shape \[9\], but config\.json asks for \[8\]/);
  });

  it("names a weight that is no floating-point number", async () => {
    change((tensors) => tensors.set("encoder.final_layer_norm.weight", zeros([8], "int64")));
    await refuses(/"encoder\.final_layer_norm\.weight" .* is int64/);
  });

  it("a view of terabytes in a small file is refused by its shape, before it takes memory", async () => {
    rmSync(folder.file("model.safetensors"));
    const entries = entriesOf(tensor({ shape: [2n ** 40n], strides: [0] }));
    entries[0]!.data = Buffer.from(
      entries[0]!.data.toString("latin1").replace("\x01\0\0\0w", "\x0d\0\0\0shared.weight"),
      "latin1",
    );
    writeFileSync(folder.file("pytorch_model.bin"), zipFile(entries));
    await refuses(/"shared\.weight" .* has shape \[1099511627776\]/);
  });

  it("warns of what the model has no place for, and loads", async () => {
    change((tensors) => {
      tensors.set("decoder.extra.weight", zeros([2]));
      tensors.set("classifier.bias", zeros([2], "int64"));
      // Old T5 checkpoints have it; no version reads it.
      tensors.set("decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight", zeros([32, 2]));
      tensors.set("encoder.version", zeros([1]));
    });
    const warnings = await warningsOf(load);
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0]!,
      /holds weights that T5ForConditionalGeneration has no place for; they were not used: (classifier\.bias, decoder\.extra\.weight|decoder\.extra\.weight, classifier\.bias)\.$/,
    );
  });

  it("copies of a tied table are silent when they are equal", async () => {
    folder.edit("config.json", (json) => {
      json.scale_decoder_outputs = true;
    });
    change((tensors) => {
      for (const name of ["lm_head.weight", "encoder.embed_tokens.weight", "decoder.embed_tokens.weight"])
        tensors.set(name, tensors.get("shared.weight")!);
    });
    assert.deepEqual(await warningsOf(load), []);
  });

  it("an output table that a tied config ignores is a warning", async () => {
    folder.edit("config.json", (json) => {
      json.scale_decoder_outputs = true;
    });
    change((tensors) => tensors.set("lm_head.weight", zeros([16, 8])));
    const [warning, ...others] = await warningsOf(load);
    assert.match(warning!, /"lm_head\.weight" differs from "shared\.weight"/);
    assert.deepEqual(others, []);
  });

  it("5.18's style of an untied T5 gives two tables", async () => {
    change((tensors) => tensors.set("lm_head.weight", zeros([16, 8])));
    const model = await load();
    assert.ok([...model.namedParameters()].some(([name]) => name === "lm_head.weight"));
    const head = model.head(ops.full([1, 8], 1, "float32"));
    assert.ok(head.toArray().every((value) => value === 0));
  });

  it("a tied table may stand under any of its names", async () => {
    change((tensors) => {
      tensors.set("decoder.embed_tokens.weight", tensors.get("shared.weight")!);
      tensors.delete("shared.weight");
    });
    assert.deepEqual(await warningsOf(load), []);
  });

  it("takes off a prefix that a class around the model has added", async () => {
    change((tensors) => {
      for (const [name, tensor] of [...tensors]) {
        tensors.delete(name);
        tensors.set(`transformer.${name}`, tensor);
      }
    });
    assert.deepEqual(await warningsOf(load), []);
  });

  it("a file of several dtypes becomes a model of the one that its config names", async () => {
    change((tensors) => {
      for (const [name, tensor] of [...tensors])
        if (!name.includes("norm")) tensors.set(name, ops.toDtype(tensor, "bfloat16"));
    });
    folder.edit("config.json", (json) => {
      json.dtype = "bfloat16";
    });
    const dtypes = (await load()).parameters().map((parameter) => parameter.data.dtype);
    assert.deepEqual([...new Set(dtypes)], ["bfloat16"]);
  });

  it("casts to the dtype that is asked for, and keeps the file's otherwise", async () => {
    change((tensors) => {
      for (const [name, tensor] of [...tensors]) tensors.set(name, ops.toDtype(tensor, "bfloat16"));
    });
    assert.equal((await load()).dtype, "bfloat16");
    const model = await load("float64");
    assert.equal(model.dtype, "float64");
    const norm = [...model.namedParameters()].find(
      ([name]) => name === "encoder.final_layer_norm.weight",
    )![1];
    const exact = fromArray(new Float64Array(norm.data.toArray() as Float64Array), [8], "float64");
    assert.ok(exact.toArray().every((value) => Number.isInteger(value * 16)));
  });
});
