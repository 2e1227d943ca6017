import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../../../../src/library/errors.js";
import { AutoModelForSeq2SeqLM, type PreTrainedModel } from "../../../../src/library/models/index.js";
import { FreedTensorError, loadSafetensors } from "../../../../src/library/tensor/index.js";
import { ModelFolder } from "./folder.js";

const readJson = (file: string) => JSON.parse(readFileSync(file, "utf8"));

describe("Saving models", () => {
  let folder: ModelFolder;
  let model: PreTrainedModel;
  let target: string;
  const open = async (name: string) => {
    folder = new ModelFolder(name);
    target = folder.file("saved");
    model = await AutoModelForSeq2SeqLM.fromPretrained(folder.path, { device: "cpu" });
  };
  beforeEach(() => open("t5-sharded-safetensors"));
  afterEach(() => folder.remove());

  /** All of a folder: names and contents. */
  const contents = (where: string) =>
    Object.fromEntries(
      readdirSync(where).map((name) => [name, readFileSync(path.join(where, name), "latin1")]),
    );

  it("splits as Transformers split this model, with the same index", async () => {
    await model.savePretrained(target, { maxShardSize: "2KB" });
    const names = readdirSync(target).filter((name) => name.startsWith("model"));
    const theirs = readdirSync(folder.path).filter((name) => name.startsWith("model"));
    assert.deepEqual(names.sort(), theirs.sort());
    const index = readJson(path.join(target, "model.safetensors.index.json"));
    const expected = readJson(folder.file("model.safetensors.index.json"));
    assert.deepEqual(index.metadata, expected.metadata);
    assert.deepEqual(Object.keys(index.weight_map), Object.keys(expected.weight_map));
    for (const [name, shard] of Object.entries<string>(index.weight_map))
      assert.ok(loadSafetensors(path.join(target, shard)).has(name), `${shard} lacks ${name}`);
    for (const shard of names.filter((name) => name.endsWith(".safetensors")))
      assert.ok(statSync(path.join(target, shard)).size < 2000 + 1500, "2000 bytes of data and a header");
  });

  it("a save leaves no weights of an earlier one", async () => {
    await model.savePretrained(target, { maxShardSize: 2000 });
    writeFileSync(path.join(target, "tokenizer.json"), "{}");
    await model.savePretrained(target);
    assert.deepEqual(readdirSync(target).sort(), [
      "config.json",
      "generation_config.json",
      "model.safetensors",
      "tokenizer.json",
    ]);
    await model.savePretrained(target, { maxShardSize: "0.004 MiB" });
    assert.deepEqual(
      readdirSync(target).filter((name) => name.startsWith("model")),
      [
        "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors",
        "model.safetensors.index.json",
      ],
    );
  });

  it("a failure half-way leaves everything as it was, and no file of its own", async () => {
    await model.savePretrained(target, { maxShardSize: "2KB" });
    const before = contents(target);
    model.parameters().at(-1)!.data.free();
    await assert.rejects(model.savePretrained(target, { maxShardSize: "2KB" }), FreedTensorError);
    assert.deepEqual(contents(target), before);
  });

  it("says where it could not write", async () => {
    writeFileSync(target, "a file");
    await assert.rejects(
      model.savePretrained(target),
      (error: Error) =>
        error instanceof SummnbError && error.message.startsWith(`${target} could not be written (EEXIST)`),
    );
    assert.equal(readFileSync(target, "utf8"), "a file");
  });

  it("a folder in a file's place does not count as a success", async () => {
    mkdirSync(path.join(target, "config.json"), { recursive: true });
    await assert.rejects(model.savePretrained(target), /saved could not be written \(EISDIR\)/);
    assert.deepEqual(
      readdirSync(target).filter((name) => name.endsWith(".tmp")),
      [],
    );
  });

  it("saves over the files that it is mapped from", async () => {
    await model.savePretrained(folder.path);
    const again = await AutoModelForSeq2SeqLM.fromPretrained(folder.path, { device: "cpu" });
    const values = (m: PreTrainedModel) =>
      m.parameters().map((parameter) => [...(parameter.data.toArray() as Float32Array)]);
    assert.deepEqual(values(again), values(model));
  });

  it("keeps unknown keys and the generation config, and says what holds in the others", async () => {
    folder.edit("config.json", (json) => {
      json.task_specific_params = { summarization: { num_beams: 4 } };
      json.dtype = "float32";
      json._name_or_path = "somewhere";
    });
    const generation = readJson(folder.file("generation_config.json"));
    model = await AutoModelForSeq2SeqLM.fromPretrained(folder.path, { device: "cpu", dtype: "bfloat16" });
    await model.savePretrained(target);
    const config = readJson(path.join(target, "config.json"));
    assert.deepEqual(config.task_specific_params, { summarization: { num_beams: 4 } });
    assert.equal(config._name_or_path, "somewhere");
    assert.deepEqual(config.architectures, ["T5ForConditionalGeneration"]);
    assert.equal(config.model_type, "t5");
    assert.equal(config.tie_word_embeddings, false);
    assert.equal(config.torch_dtype, "bfloat16");
    assert.equal(config.dtype, undefined);
    assert.deepEqual(readJson(path.join(target, "generation_config.json")), generation);
  });

  it("writes fractions as such, which Transformers 5 insists on", async () => {
    folder.edit("config.json", (json) => {
      json.initializer_factor = 1;
      json.note = '"dropout_rate": 1';
      json.task_specific_params = { summarization: { length_penalty: 2, num_beams: 4 } };
    });
    model = await AutoModelForSeq2SeqLM.fromPretrained(folder.path, { device: "cpu" });
    model.generationConfig = { temperature: 2, num_beams: 2 };
    await model.savePretrained(target);
    const config = readFileSync(path.join(target, "config.json"), "utf8");
    assert.match(config, /^ {2}"initializer_factor": 1\.0,$/m);
    assert.match(config, /^ {6}"length_penalty": 2\.0,$/m);
    assert.match(config, /^ {6}"num_beams": 4$/m);
    assert.match(config, /^ {2}"num_layers": 1,$/m);
    assert.equal(JSON.parse(config).note, '"dropout_rate": 1');
    assert.match(
      readFileSync(path.join(target, "generation_config.json"), "utf8"),
      /"temperature": 2\.0,\n {2}"num_beams": 2\n/,
    );
  });

  it("casts on writing", async () => {
    await model.savePretrained(target, { dtype: "float16" });
    const tensors = [...loadSafetensors(path.join(target, "model.safetensors"))];
    // Transformers keeps this layer of T5 in float32.
    for (const [name, tensor] of tensors)
      assert.equal(tensor.dtype, name.endsWith(".wo.weight") ? "float32" : "float16", name);
    assert.equal(readJson(path.join(target, "config.json")).torch_dtype, "float16");
    assert.equal(model.dtype, "float32");
  });

  it("a model without an output layer in its file becomes one with it", async () => {
    folder.remove();
    await open("bart-without-head");
    await model.savePretrained(target);
    const config = readJson(path.join(target, "config.json"));
    assert.deepEqual(config.architectures, ["BartForConditionalGeneration"]);
    assert.equal(config.tie_word_embeddings, true);
    const names = [...loadSafetensors(path.join(target, "model.safetensors")).keys()];
    assert.ok(names.includes("model.shared.weight") && names.includes("final_logits_bias"));
    assert.ok(!names.includes("lm_head.weight"));
  });

  it("one unscaled table is written as two, which Transformers 4 reads too", async () => {
    folder.remove();
    await open("t5-tied-unscaled-5.18");
    await model.savePretrained(target);
    const tensors = loadSafetensors(path.join(target, "model.safetensors"));
    assert.deepEqual(tensors.get("lm_head.weight")!.toArray(), tensors.get("shared.weight")!.toArray());
    assert.equal(readJson(path.join(target, "config.json")).tie_word_embeddings, false);
  });

  for (const size of ["", "5", "GB", "5 parsecs", "-1GB", 0, -5, Number.NaN])
    it(`refuses ${JSON.stringify(size)} as a size`, () =>
      assert.rejects(
        model.savePretrained(target, { maxShardSize: size }),
        /maxShardSize must be bytes or a size/,
      ));
});
