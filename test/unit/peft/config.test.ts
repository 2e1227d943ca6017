import assert from "node:assert/strict";
import { hoverSymbol } from "../../../src/library/display/types.js";
import { LoraConfig } from "../../../src/library/peft/index.js";
import { pythonJson } from "../../../src/library/peft/pythonJson.js";

describe("LoraConfig", () => {
  const wrong: [given: object, message: RegExp][] = [
    [{ r: 0 }, /^LoraConfig's "r" must be a whole number from 1 on, not 0\.$/],
    [{ r: 2.5 }, /"r" must be a whole number/],
    [{ loraDropout: 1 }, /"loraDropout" must be a number from 0 to below 1, not 1/],
    [{ rank: 8 }, /^LoraConfig has no "rank"/],
    [{ lora_alpha: 8 }, /^LoraConfig has no "lora_alpha"; did you mean loraAlpha\?$/],
    [{ targetModules: [] }, /"targetModules" must be a list that names at least one layer/],
    [{ targetModules: "" }, /"targetModules" must be/],
    [{ bias: "some" }, /"bias" must be "none", "all" or "lora_only", not "some"/],
    [{ initLoraWeights: "pisa" }, /"initLoraWeights" must be true, false, "gaussian", "pissa"/],
    [{ initLoraWeights: "pissa_niter_x" }, /"initLoraWeights" must be/],
    [{ rankPattern: { q: 0 } }, /"rankPattern" must be an object of whole numbers from 1 on/],
    [{ alphaPattern: [1] }, /"alphaPattern" must be an object of numbers/],
    [{ layersToTransform: -1 }, /"layersToTransform" must be a whole number from 0 on, or a list of them/],
    [{ layersPattern: "block" }, /contradicts itself: layersPattern says where blocks are counted/],
    [
      { targetModules: ".*q", layersToTransform: 1 },
      /contradicts itself: layersToTransform goes with a list in targetModules, not with "\.\*q"/,
    ],
    [{ useDora: 1 }, /"useDora" must be true or false, not 1/],
    [{ modulesToSave: "lm_head" }, /"modulesToSave" must be a list of names/],
  ];
  for (const [given, message] of wrong)
    it(`refuses ${JSON.stringify(given)}`, () => {
      assert.throws(
        () => new LoraConfig(given),
        (error: Error) => {
          assert.equal(error.name, "SummnbError");
          assert.match(error.message, message);
          return true;
        },
      );
    });

  it("has PEFT's defaults, and takes null for them", () => {
    const { r, loraAlpha, loraDropout, bias, targetModules, initLoraWeights } = new LoraConfig();
    assert.deepEqual(
      [r, loraAlpha, loraDropout, bias, targetModules, initLoraWeights],
      [8, 8, 0, "none", null, true],
    );
    assert.deepEqual(new LoraConfig({ rankPattern: null as never }).rankPattern, {});
  });

  it("scales by alpha over the rank or its root, with patterns by a layer's name", () => {
    const values = {
      r: 4,
      loraAlpha: 8,
      rankPattern: { "EncDecAttention.q": 16, q: 1 },
      alphaPattern: { "^x.*v": 32 },
    };
    const config = new LoraConfig(values);
    assert.equal(config.scaling, 2);
    assert.deepEqual(config.of("decoder.block.0.EncDecAttention.q"), { r: 16, alpha: 8, scaling: 0.5 });
    assert.deepEqual(config.of("a.q"), { r: 1, alpha: 8, scaling: 8 });
    assert.deepEqual(config.of("x.y.v"), { r: 4, alpha: 32, scaling: 8 });
    assert.deepEqual(config.of("x.y.v2"), { r: 4, alpha: 8, scaling: 2 });
    const stable = new LoraConfig({ ...values, useRslora: true });
    assert.deepEqual(stable.of("a.EncDecAttention.q"), { r: 16, alpha: 8, scaling: 2 });
  });

  it("never changes; a copy may differ", () => {
    const config = new LoraConfig({ r: 4 });
    assert.throws(() => Object.assign(config, { r: 5 }), TypeError);
    assert.equal(config.with({ r: 5 }).r, 5);
    assert.equal(config.r, 4);
  });

  it("writes all of PEFT's keys, sorted, as Python writes JSON", () => {
    const text = new LoraConfig({ r: 4, loraDropout: 0, targetModules: ["q"], useDora: true }).toFile(
      "base/é",
    );
    const keys = Object.keys(JSON.parse(text));
    assert.deepEqual(keys, [...keys].sort());
    assert.ok(keys.includes("megatron_core") && keys.includes("peft_version"));
    assert.match(text, /^ {2}"lora_dropout": 0\.0,$/m);
    assert.match(text, /^ {2}"use_dora": true,$/m);
    assert.match(text, /"base\/\\u00e9"/);
    assert.doesNotMatch(text, /\n$/);
  });

  it("says in a hover what it sets", () => {
    const config = new LoraConfig({ r: 4, loraAlpha: 8, targetModules: "all-linear", useDora: true });
    assert.equal(
      config[hoverSymbol](),
      "**LoraConfig** r 4, alpha 8 (scaling 2), dropout 0, targets all-linear\n\nuseDora true",
    );
  });
});

describe("pythonJson", () => {
  it("sorts at every depth and keeps empty lists and objects on their line", () => {
    assert.equal(
      pythonJson({ b: { z: 1, a: [] }, a: {}, c: 2 }, ["c"]),
      '{\n  "a": {},\n  "b": {\n    "a": [],\n    "z": 1\n  },\n  "c": 2.0\n}',
    );
  });
});
