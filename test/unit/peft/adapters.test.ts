import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { getPeftModel, LoraConfig, LoraLayer, PeftModel } from "../../../src/library/peft/index.js";
import { noGrad, ops } from "../../../src/library/tensor/index.js";
import { tinyModel } from "./tinyModels.js";
import { close, differ, logitsOf, random, tinyPeft } from "./tinyPeft.js";

describe("Several adapters", () => {
  it("are added without being active, chosen, summed and deleted", () => {
    const base = tinyModel("t5");
    const plain = logitsOf(base);
    const model = getPeftModel(base, new LoraConfig(random), { seed: 1, adapterName: "first" });
    const first = logitsOf(model);
    assert.ok(differ(plain, first) > 1e-3);
    model.addAdapter("second", new LoraConfig({ ...random, targetModules: ["wo"] }), { seed: 2 });
    assert.deepEqual(logitsOf(model), first);
    model.setAdapter("second");
    assert.equal(model.activeAdapter, "second");
    const second = logitsOf(model);
    model.setAdapter(["first", "second"]);
    const both = logitsOf(model);
    assert.ok(differ(both, first) > 1e-3 && differ(both, second) > 1e-3);
    model.deleteAdapter("first");
    assert.deepEqual(model.activeAdapters, ["second"]);
    assert.deepEqual(logitsOf(model), second);
    model.deleteAdapter("second");
    assert.deepEqual(model.activeAdapters, []);
    assert.deepEqual(logitsOf(model), plain);
    assert.ok(![...base.namedModules()].some(([, module]) => module instanceof LoraLayer));
  });

  it("train only while they are active", () => {
    const model = tinyPeft();
    model.addAdapter("other", new LoraConfig({ ...random, targetModules: ["wo"] }));
    const trainable = () =>
      [...model.namedParameters()].filter(([, p]) => p.requiresGrad).map(([name]) => name);
    assert.ok(trainable().every((name) => name.includes(".default.")));
    model.setAdapter("other");
    assert.ok(trainable().length > 0 && trainable().every((name) => name.includes(".other.")));
    model.setAdapter("other", { isTrainable: false });
    assert.deepEqual(trainable(), []);
    model.setAdapter("default");
    assert.ok(trainable().length > 0);
  });

  it("are saved by name, and restored", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "summnb-peft-"));
    try {
      const model = tinyPeft();
      model.addAdapter("other", new LoraConfig({ ...random, targetModules: ["wo"] }), { seed: 3 });
      await model.savePretrained(folder);
      assert.ok(existsSync(path.join(folder, "adapter_model.safetensors")));
      assert.ok(existsSync(path.join(folder, "other", "adapter_config.json")));
      model.setAdapter(["default", "other"]);
      const expected = logitsOf(model);
      const read = await PeftModel.fromPretrained(tinyModel("t5"), folder);
      await read.loadAdapter(path.join(folder, "other"), "third");
      assert.deepEqual(read.activeAdapters, ["default"]);
      read.setAdapter(["default", "third"]);
      assert.deepEqual(logitsOf(read), expected);
      for (const [, parameter] of model.adapterParameters("other")) noGrad(() => ops.zero_(parameter.data));
      assert.notDeepEqual(logitsOf(model), expected);
      model.restoreAdapters(folder);
      assert.deepEqual(logitsOf(model), expected);
      await model.savePretrained(path.join(folder, "some"), { selectedAdapters: ["other"] });
      assert.ok(!existsSync(path.join(folder, "some", "adapter_config.json")));
      assert.equal(
        JSON.parse(readFileSync(path.join(folder, "some/other/adapter_config.json"), "utf8")).r,
        2,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("two PiSSAs share one base model, which stays what it was", () => {
    const base = tinyModel("t5");
    const plain = logitsOf(base);
    const pissa = (targetModules: string[]) =>
      new LoraConfig({ r: 2, loraAlpha: 4, targetModules, initLoraWeights: "pissa" });
    const model = getPeftModel(base, pissa(["q", "v"]));
    close(logitsOf(model), plain);
    model.addAdapter("other", pissa(["q", "wo"]));
    for (const names of [["other"], ["default", "other"], ["default"]]) {
      model.setAdapter(names);
      close(logitsOf(model), plain);
    }
    model.disableAdapter(() => assert.deepEqual(logitsOf(model), plain));
    assert.deepEqual(logitsOf(model.unload()), plain);
  });

  const refusals: [what: string, action: (model: PeftModel) => unknown, message: RegExp][] = [
    [
      "an unknown name",
      (model) => model.setAdapter("defualt"),
      /^There is no adapter "defualt"; this model has "default"\. Did you mean "default"\?$/,
    ],
    [
      "a name that is taken",
      (model) => model.addAdapter("default", new LoraConfig()),
      /has an adapter "default" already/,
    ],
    [
      "a name with a dot",
      (model) => model.addAdapter("a.b", new LoraConfig()),
      /^"a\.b" can't be an adapter's name/,
    ],
    ["a name of a property", (model) => model.addAdapter("train", new LoraConfig()), /^"train" can't be/],
    [
      "biases beside another adapter",
      (model) => model.addAdapter("b", new LoraConfig({ bias: "all" })),
      /^The adapter "b" trains the base model's own biases \(bias: "all"\)/,
    ],
    [
      "to delete what is not there",
      (model) => model.deleteAdapter("x"),
      /^There is no adapter "x"; this model has "default"\.$/,
    ],
    [
      "a rank that PiSSA can't have",
      (model) => model.addAdapter("p", new LoraConfig({ r: 17, initLoraWeights: "pissa" })),
      /^initLoraWeights "pissa" splits a layer's weights.*rank of at most 16, not 17/,
    ],
    [
      "a second model around adapters",
      (model) => getPeftModel(model.model, new LoraConfig()),
      /carries adapters already: add another one to its PeftModel with addAdapter/,
    ],
    ["unmerging what is not merged", (model) => model.unmergeAdapter(), /^No adapter is merged/],
    [
      "an unknown combination",
      (model) => model.addWeightedAdapter(["default"], [1], "w", { combinationType: "liner" as never }),
      /^combinationType must be one of linear, cat, svd, not "liner"; did you mean "linear"\?$/,
    ],
    [
      "weights without adapters",
      (model) => model.addWeightedAdapter(["default"], [1, 2], "w"),
      /needs a weight for each adapter, but got 1 adapters and 2 weights/,
    ],
  ];
  for (const [what, action, message] of refusals)
    it(`refuse ${what}, and nothing changes`, () => {
      const model = tinyPeft();
      const before = logitsOf(model);
      assert.throws(
        () => action(model),
        (error: Error) => {
          assert.equal(error.name, "SummnbError");
          assert.match(error.message, message);
          return true;
        },
      );
      assert.deepEqual(Object.keys(model.peftConfigs), ["default"]);
      assert.deepEqual(logitsOf(model), before);
    });

  it("of different ranks have no linear combination, and DoRA's none at all", () => {
    const model = tinyPeft();
    model.addAdapter("wide", new LoraConfig({ ...random, r: 3 }), { seed: 2 });
    model.addAdapter("dora", new LoraConfig({ ...random, useDora: true }), { seed: 3 });
    const combine = (names: string[], combinationType: "linear" | "cat") => () =>
      model.addWeightedAdapter(names, [1, 1], "w", { combinationType });
    assert.throws(combine(["default", "wide"], "linear"), /needs adapters of one rank, but these have 2, 3/);
    assert.throws(
      combine(["default", "dora"], "cat"),
      /^SummnbError: The adapter "dora" trains more than low-rank updates/,
    );
    combine(["default", "wide"], "cat")();
    model.setAdapter(["default", "wide"]);
    const expected = logitsOf(model);
    model.setAdapter("w");
    close(logitsOf(model), expected);
  });

  it("combine in all their layers when one is narrowed to some blocks", () => {
    const model = tinyPeft({ layersToTransform: 0 });
    model.addAdapter(
      "other",
      new LoraConfig({ ...random, targetModules: ["q", "wo"], excludeModules: "encoder.*" }),
      {
        seed: 2,
      },
    );
    model.addWeightedAdapter(["default", "other"], [1, 1], "w", { combinationType: "cat" });
    model.setAdapter(["default", "other"]);
    const expected = logitsOf(model);
    model.setAdapter("w");
    close(logitsOf(model), expected);
  });
});
