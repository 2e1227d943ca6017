import assert from "node:assert/strict";
import { countParameters } from "../../../src/library/models/count.js";
import { LoraConfig, type LoraConfigValues, LoraLayer, PeftModel } from "../../../src/library/peft/index.js";
import {
  firstNumber,
  matchesEnd,
  matchesPart,
  matchesWhole,
  numberAfter,
} from "../../../src/library/peft/patterns.js";
import { suffixesFor } from "../../../src/library/peft/suffixes.js";
import { type TinyKind, tinyModel } from "./tinyModels.js";

function adapted(kind: TinyKind, given: Partial<LoraConfigValues>): { names: string[]; model: PeftModel } {
  const model = new PeftModel(tinyModel(kind), new LoraConfig({ r: 2, ...given }));
  const names = [...model.model.namedModules()]
    .filter(([, module]) => module instanceof LoraLayer)
    .map(([name]) => name);
  return { names, model };
}

const attention = ["q", "k", "v", "o"].map((name) => `SelfAttention.${name}`);

describe("LoRA's targets", () => {
  it("are the architecture's usual ones where nothing is said", () => {
    const t5 = adapted("t5", {});
    assert.deepEqual(t5.model.peftConfig.targetModules, ["q", "v"]);
    assert.equal(t5.names.length, 12);
    assert.deepEqual(adapted("bart", {}).model.peftConfig.targetModules, ["q_proj", "v_proj"]);
  });

  it("stand in the order of the definition, which first values are drawn in", () => {
    const { names } = adapted("bart", { targetModules: "all-linear" });
    assert.deepEqual(names.slice(0, 6), [
      "model.encoder.layers.0.self_attn.k_proj",
      "model.encoder.layers.0.self_attn.v_proj",
      "model.encoder.layers.0.self_attn.q_proj",
      "model.encoder.layers.0.self_attn.out_proj",
      "model.encoder.layers.0.fc1",
      "model.encoder.layers.0.fc2",
    ]);
  });

  it("all-linear: every linear layer but the output layer, written as few ends of names", () => {
    const { names, model } = adapted("t5", { targetModules: "all-linear" });
    assert.deepEqual(model.peftConfig.targetModules, ["k", "o", "q", "v", "wi_0", "wi_1", "wo"]);
    assert.equal(names.length, 2 * (4 + 3) + 2 * (8 + 3));
    assert.ok(!names.includes("lm_head"));
    assert.deepEqual(adapted("t5", { targetModules: ["all-linear"] }).names, names);
  });

  const choices: [what: string, given: Partial<LoraConfigValues>, names: string[]][] = [
    ["a whole name", { targetModules: ["lm_head"] }, ["lm_head"]],
    [
      "ends of names",
      { targetModules: ["0.SelfAttention.q"], layersToTransform: 0 },
      ["encoder.block.0.layer.0.SelfAttention.q", "decoder.block.0.layer.0.SelfAttention.q"],
    ],
    [
      "an expression for the whole name",
      { targetModules: "decoder.*EncDec.*(q|v)", excludeModules: ["v"] },
      ["decoder.block.0.layer.1.EncDecAttention.q", "decoder.block.1.layer.1.EncDecAttention.q"],
    ],
    [
      "an embedding",
      { targetModules: ["relative_attention_bias"], excludeModules: "encoder.*" },
      ["decoder.block.0.layer.0.SelfAttention.relative_attention_bias"],
    ],
    [
      "blocks by number",
      {
        targetModules: attention,
        layersToTransform: [1],
        layersPattern: ["layers", "block"],
        excludeModules: ["k", "o"],
      },
      [
        "encoder.block.1.layer.0.SelfAttention.q",
        "encoder.block.1.layer.0.SelfAttention.v",
        "decoder.block.1.layer.0.SelfAttention.q",
        "decoder.block.1.layer.0.SelfAttention.v",
      ],
    ],
    [
      "a name in full, whatever its block",
      {
        targetModules: ["encoder.block.0.layer.0.SelfAttention.q", "EncDecAttention.v"],
        layersToTransform: 1,
      },
      ["encoder.block.0.layer.0.SelfAttention.q", "decoder.block.1.layer.1.EncDecAttention.v"],
    ],
    [
      "not what trains whole",
      {
        targetModules: ["wo", "lm_head"],
        modulesToSave: ["lm_head"],
        excludeModules: ["0.layer.2.DenseReluDense.wo", "layer.1.DenseReluDense.wo"],
      },
      ["decoder.block.1.layer.2.DenseReluDense.wo"],
    ],
  ];
  for (const [what, given, names] of choices)
    it(`${what}`, () => {
      assert.deepEqual(adapted("t5", given).names, names);
    });

  const wrong: [what: string, given: Partial<LoraConfigValues>, message: RegExp][] = [
    [
      "a name that nothing has, with the nearest",
      { targetModules: ["q", "wi_2"] },
      /^LoRA's target "wi_2" matches no linear layer of config and no embedding; its layers are called shared, embed_tokens, q, k, v, o, relative_attention_bias, wi_0, wi_1, wo, lm_head\. Did you mean "wi_0"\?$/,
    ],
    [
      "an expression that fits no whole name",
      { targetModules: "SelfAttention" },
      /is an expression for a layer's whole name.*names look like "encoder\.block\.0\.layer\.0\.SelfAttention\.q"/,
    ],
    [
      "an expression that is none",
      { targetModules: "(q" },
      /^"\(q" is no regular expression that summnb can read/,
    ],
    [
      "a module that is no layer",
      { targetModules: ["SelfAttention"] },
      /adapts linear layers and embeddings, but targetModules also matches "encoder\.block\.0\.layer\.0\.SelfAttention" of config/,
    ],
    [
      "a norm",
      { targetModules: ["q", "layer_norm"] },
      /also matches "encoder\.block\.0\.layer\.0\.layer_norm" of config, a RMSNorm/,
    ],
    [
      "the table that embeddings share",
      { targetModules: ["shared"] },
      /^LoRA's target "shared" is the table that the embeddings of config share.*target "embed_tokens" instead\.$/,
    ],
    [
      "a block that is not there",
      { layersToTransform: [0, 2] },
      /^LoRA's layersToTransform asks for 2, but in config the targets stand in the blocks 0, 1\.$/,
    ],
    [
      "a list of blocks that is not there",
      { layersToTransform: 0, layersPattern: "layers" },
      /asks for 0, but in config no target stands in blocks called "layers"/,
    ],
    ["an exclusion of nothing", { excludeModules: ["k"] }, /excludeModules "k" excludes none of the layers/],
    [
      "an exclusion of everything",
      { excludeModules: ".*" },
      /^Every layer of config that LoRA's targetModules matches is left out/,
    ],
    [
      "a rank of nothing",
      { rankPattern: { w: 2 } },
      /^LoRA's rankPattern "w" matches the end of no adapted layer's name; adapted are q, v/,
    ],
    [
      "an alpha of nothing",
      { alphaPattern: { "q.": 2 } },
      /^LoRA's alphaPattern "q\." matches the end of no/,
    ],
    [
      "a whole layer that is not there",
      { modulesToSave: ["lm_hed"] },
      /^modulesToSave names "lm_hed", in which no layer of config ends; did you mean "lm_head"\?$/,
    ],
    [
      "a whole table that no layer computes with",
      { modulesToSave: ["shared"] },
      /^modulesToSave names "shared", the table/,
    ],
    [
      "a layer in both",
      { targetModules: ["lm_head"], modulesToSave: ["head"] },
      /^"lm_head" is meant by targetModules and by modulesToSave/,
    ],
  ];
  for (const [what, given, message] of wrong)
    it(`refuses ${what}, and leaves the model as it was`, () => {
      const base = tinyModel("t5");
      const before = [...base.namedParameters()].map(([name]) => name);
      assert.throws(
        () => new PeftModel(base, new LoraConfig(given)),
        (error: Error) => {
          assert.equal(error.name, "SummnbError");
          assert.match(error.message, message);
          return true;
        },
      );
      assert.deepEqual(
        [...base.namedParameters()].map(([name]) => name),
        before,
      );
    });

  it("of whole blocks that train: every layer below with weights of its own", () => {
    const { model } = adapted("t5", { modulesToSave: ["decoder.block.1.layer.2"] });
    const saved = model.adapterParameters().filter(([name]) => !name.includes("lora_"));
    assert.deepEqual(
      saved.map(([name]) => name.replace("base_model.model.decoder.block.1.layer.2.", "")).sort(),
      [
        "DenseReluDense.wi_0.weight",
        "DenseReluDense.wi_1.weight",
        "DenseReluDense.wo.weight",
        "layer_norm.weight",
      ],
    );
    assert.equal(countParameters(model).trainable, 12 * 2 * (16 + 16) + 16 + 3 * 16 * 24);
  });
});

describe("Python's expressions", () => {
  it("match whole names, ends and parts as PEFT asks", () => {
    assert.ok(matchesWhole(".*\\.(q|v)$", "a.q") && !matchesWhole("a|b", "ab"));
    assert.ok(matchesWhole("(?i)A\\.Q", "a.q") && matchesWhole("(?P<x>a)\\.(?P=x)\\Z", "a.a"));
    assert.ok(matchesEnd("q", "a.q") && matchesEnd("a.q", "a.q") && !matchesEnd("q", "a.xq"));
    assert.ok(matchesEnd("^a.*q", "a.b.q") && !matchesEnd("^b.q", "a.b.q"));
    assert.ok(matchesPart("b", "a.b.c") && matchesPart("c", "a.b.c") && !matchesPart("b", "a.bb.c"));
  });

  it("find the number of a block", () => {
    assert.equal(firstNumber("encoder.block.3.layer.0.q"), 3);
    assert.equal(firstNumber("model.encoder.layers.2.fc1"), 2);
    assert.equal(firstNumber("lm_head"), null);
    assert.equal(numberAfter("layer", "encoder.block.3.layer.1.q"), 1);
    assert.equal(numberAfter("h", "x.hh.3.q"), null);
  });
});

describe("suffixesFor", () => {
  it("tells a long list from the other names by few ends", () => {
    const listed = Array.from({ length: 10 }, (_, i) => [`b.${i}.q`, `b.${i}.mlp.wo`]).flat();
    assert.deepEqual(suffixesFor(listed, [...listed, "c.0.k", "d.wo"]), ["mlp.wo", "q"]);
    assert.deepEqual(suffixesFor(listed, listed), ["q", "wo"]);
  });

  it("leaves a short list as it is", () => assert.deepEqual(suffixesFor(["a.q"], ["a.q", "k"]), ["a.q"]));
});
