import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SummnbError } from "../../../src/library/errors.js";
import { AutoModelForSeq2SeqLM, countParameters, type RawConfig } from "../../../src/library/models/index.js";
import { type Architecture, architectures, tinyConfigs } from "./configs.js";

describe("A model's config", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-config-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  function skeleton(config: RawConfig) {
    const file = path.join(folder, "config.json");
    writeFileSync(file, JSON.stringify(config));
    return AutoModelForSeq2SeqLM.skeleton(file);
  }

  const refusals: [what: string, base: Architecture, change: RawConfig, message: RegExp][] = [
    [
      "another architecture",
      "t5",
      { model_type: "llama" },
      /type "llama"; summnb has t5, mt5, bart, pegasus\./,
    ],
    ["no architecture", "t5", { model_type: undefined }, /of type "missing"/],
    ["a missing size", "bart", { d_model: undefined }, /needs "d_model" to be a number, but it is undefined/],
    ["a size that is a text", "pegasus", { d_model: "8" }, /needs "d_model" to be a number, but it is "8"/],
    ["a size of 0", "t5", { d_ff: 0 }, /needs "d_ff" to be a whole number from 1 on, but it is 0/],
    ["half a layer", "bart", { encoder_layers: 1.5 }, /"encoder_layers" to be a whole number from 1 on/],
    [
      "heads that do not divide the width",
      "bart",
      { decoder_attention_heads: 3 },
      /"decoder_attention_heads" to be a divisor of "d_model" \(8\), but it is 3/,
    ],
    ["a dropout above 1", "pegasus", { dropout: 10 }, /"dropout" to be from 0 to below 1, but it is 10/],
    ["a negative dropout", "t5", { dropout_rate: -0.1 }, /"dropout_rate" to be from 0 to below 1/],
    [
      "an unknown activation",
      "bart",
      { activation_function: "gelo" },
      /activation "gelo" is unknown; summnb has gelu, .* Did you mean gelu\?$/,
    ],
    [
      "an activation with weights",
      "pegasus",
      { activation_function: "prelu" },
      /activation "prelu" is unknown/,
    ],
    ["a name of Object's", "bart", { activation_function: "toString" }, /activation "toString" is unknown/],
    [
      "a feed-forward layer of neither kind",
      "t5",
      { feed_forward_proj: "gate-gelu" },
      /feed_forward_proj "gate-gelu"; it must be an activation, or "gated-" and an activation/,
    ],
    [
      "a tie that is no flag",
      "bart",
      { tie_word_embeddings: "yes" },
      /"tie_word_embeddings" to be a boolean/,
    ],
  ];
  for (const [what, base, change, message] of refusals)
    it(`is refused with ${what}, in one sentence`, () => {
      assert.throws(
        () => skeleton({ ...tinyConfigs[base], ...change }),
        (error: Error) => error instanceof SummnbError && message.test(error.message),
      );
    });

  for (const name of architectures)
    it(`keeps keys that summnb does not know: ${name}`, () => {
      const extra = { task_specific_params: { summarization: { prefix: "x" } }, made_up: [1, null] };
      assert.deepEqual(skeleton({ ...tinyConfigs[name], ...extra }).config, {
        ...tinyConfigs[name],
        ...extra,
      });
    });

  it("ties by Transformers' defaults: T5, BART and Pegasus do, mT5 does not", () => {
    const outputs = architectures.map((name) => {
      const names = [...skeleton(tinyConfigs[name]).namedParameters()].map(([one]) => one);
      return [name, names.includes("lm_head.weight")];
    });
    assert.deepEqual(Object.fromEntries(outputs), { t5: false, mt5: true, bart: false, pegasus: false });
  });

  it("reads mT5 as gated and untied where its file says nothing", () => {
    const names = [...skeleton(tinyConfigs.mt5).namedParameters()].map(([one]) => one);
    assert.ok(names.includes("encoder.block.1.layer.1.DenseReluDense.wi_1.weight"));
    assert.ok(!names.includes("decoder.block.1.layer.0.layer_norm.weight"), "the decoder has one block");
  });

  it("gives encoder and decoder their own depth, heads and widths", () => {
    const model = skeleton(tinyConfigs.bart);
    const shapes = new Map([...model.namedParameters()].map(([name, { shape }]) => [name, [...shape]]));
    assert.deepEqual(shapes.get("model.encoder.layers.0.fc1.weight"), [16, 8]);
    assert.deepEqual(shapes.get("model.decoder.layers.1.fc1.weight"), [12, 8]);
    assert.ok(!shapes.has("model.encoder.layers.1.fc1.weight"));
  });

  it("counts Pegasus's fixed positions, as Transformers does, but not BART's logits bias", () => {
    const counted = (name: Architecture, part: string) =>
      countParameters(skeleton(tinyConfigs[name])).byModule.some((row) => row.name.includes(part));
    assert.ok(counted("pegasus", "embed_positions"));
    assert.ok(!counted("bart", "final_logits_bias"));
  });
});
