import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { hoverSymbol } from "../../../src/library/display/types.js";
import { countParameters } from "../../../src/library/models/count.js";
import type { PreTrainedModel } from "../../../src/library/models/index.js";
import {
  getPeftModel,
  LoraConfig,
  type LoraConfigValues,
  LoraLayer,
  MergeReport,
  PeftModel,
} from "../../../src/library/peft/index.js";
import { backward, noGrad, ops, Scope, scope, type Tensor } from "../../../src/library/tensor/index.js";
import { native } from "../../../src/library/tensor/native.js";
import { type TinyKind, tinyBatch, tinyModel } from "./tinyModels.js";

const random = { r: 2, loraAlpha: 4, initLoraWeights: false } as const;

function tinyPeft(given: Partial<LoraConfigValues> = {}, kind: TinyKind = "t5"): PeftModel {
  return getPeftModel(tinyModel(kind), new LoraConfig({ ...random, ...given }), { seed: 1 });
}

const logitsOf = (model: PreTrainedModel): number[] =>
  noGrad(() =>
    scope(() => {
      const { logits } = model.forward({ ...tinyBatch(), outputLogits: true });
      return [...(ops.toDtype(logits!, "float64") as Tensor<"float64">).toArray()];
    }),
  );

const differ = (a: number[], b: number[]) => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

function close(a: number[], b: number[], tolerance = 1e-5): void {
  assert.ok(differ(a, b) < tolerance, `they differ by ${differ(a, b)}`);
}

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

describe("disableAdapter", () => {
  it("is the base model for a call, asynchronous ones and failing ones too", async () => {
    const base = tinyModel("bart");
    const plain = logitsOf(base);
    const given = { ...random, bias: "all", modulesToSave: ["lm_head"] } as const;
    const model = getPeftModel(base, new LoraConfig(given), { seed: 1 });
    for (const [name, parameter] of model.adapterParameters())
      if (!name.includes("lora_"))
        noGrad(() => ops.add_(parameter.data, ops.full(parameter.shape, 0.5, "float32")));
    const adapted = logitsOf(model);
    assert.ok(differ(adapted, plain) > 0.1);
    assert.deepEqual(
      model.disableAdapter(() => logitsOf(model)),
      plain,
    );
    assert.deepEqual(logitsOf(model), adapted);
    const later = await model.disableAdapter(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return logitsOf(model);
    });
    assert.deepEqual(later, plain);
    assert.deepEqual(logitsOf(model), adapted);
    assert.throws(
      () =>
        model.disableAdapter(() => {
          throw new RangeError("on purpose");
        }),
      RangeError,
    );
    assert.deepEqual(logitsOf(model), adapted);
    model.disableAdapters();
    assert.deepEqual(logitsOf(model), plain);
    model.enableAdapters();
    assert.deepEqual(logitsOf(model), adapted);
    assert.deepEqual(logitsOf(model.unload()), plain);
  });
});

describe("Merging", () => {
  it("keeps the logits, reports what it changed, and is undone exactly", () => {
    const model = tinyPeft({ useDora: true, targetModules: "all-linear" });
    const before = logitsOf(model);
    const report = model.mergeAdapter({ check: tinyBatch() });
    close(logitsOf(model), before);
    assert.equal(report.layers, 36);
    assert.ok(report.largestWeightDifference > 1e-3);
    assert.equal(report.largestRoundingError, 0);
    assert.ok(report.largestLogitDifference! < 1e-5);
    assert.match(report.toString(), /^Merged adapters\s+default\n/);
    assert.match(report[hoverSymbol](), /Largest difference of a logit: \d/);
    model.unmergeAdapter();
    assert.deepEqual(logitsOf(model), before);
  });

  it("sums in float32 and rounds once on a bfloat16 model", () => {
    const model = getPeftModel(tinyModel("t5", "bfloat16"), new LoraConfig(random), { seed: 1 });
    const report = model.mergeAdapter();
    assert.ok(report.largestRoundingError > 0);
    // A bfloat16 near 1 is off by at most 2^-9.
    assert.ok(report.largestRoundingError <= 2 ** -9 * 4, String(report.largestRoundingError));
    assert.equal(model.dtype, "bfloat16");
  });

  it("for good: a model without adapters that computes the same", () => {
    for (const kind of ["t5", "bart"] as const) {
      const given = {
        bias: kind === "bart" ? "lora_only" : "none",
        modulesToSave: kind === "t5" ? ["lm_head"] : null,
      };
      const model = tinyPeft(given as Partial<LoraConfigValues>, kind);
      for (const [name, parameter] of model.adapterParameters())
        if (!name.includes("lora_")) noGrad(() => ops.mulScalar(parameter.data, 1.5));
      const before = logitsOf(model);
      let report: MergeReport | undefined;
      const names = [...tinyModel(kind).namedParameters()].map(([name]) => name);
      const merged = model.mergeAndUnload({
        onMerge: (made) => {
          report = made;
        },
      });
      assert.ok(report instanceof MergeReport);
      close(logitsOf(merged), before);
      assert.deepEqual(
        [...merged.namedParameters()].map(([name]) => name),
        names,
      );
      assert.deepEqual(Object.keys(model.peftConfigs), []);
    }
  });

  it("of a tied table: beside it, and not for good", () => {
    const base = tinyModel("tiedT5");
    const plain = logitsOf(base);
    const model = getPeftModel(base, new LoraConfig({ ...random, targetModules: ["lm_head"] }), { seed: 1 });
    const before = logitsOf(model);
    model.mergeAdapter();
    close(logitsOf(model), before);
    model.unmergeAdapter();
    assert.throws(
      () => model.mergeAndUnload(),
      /^SummnbError: The weights of "lm_head" are tied \(4 layers share them\)/,
    );
    assert.deepEqual(logitsOf(model), before);
    assert.deepEqual(logitsOf(model.unload()), plain);
  });

  it("refuses what makes no sense while it lasts", () => {
    const model = tinyPeft();
    model.mergeAdapter();
    for (const action of [
      () => model.setAdapter("default"),
      () => model.mergeAdapter(),
      () => model.deleteAdapter("default"),
      () => model.train(),
    ])
      assert.throws(
        action,
        /^SummnbError: The adapters "default" are merged into the weights; call unmergeAdapter\(\) before/,
      );
    model.unmergeAdapter();
    model.train();
  });

  it("refuses a broken adapter and merges nothing", () => {
    const model = tinyPeft();
    noGrad(() => ops.fill_(model.adapterParameters()[0]![1].data, Number.NaN));
    assert.throws(() => model.mergeAdapter(), /the adapter is broken\. Nothing was merged\.$/);
    assert.throws(() => model.unmergeAdapter(), /No adapter is merged/);
  });
});

describe("A model with adapters", () => {
  it("moves and casts: adapters of a 16-bit model stay float32", () => {
    const model = tinyPeft({ initLoraWeights: "olora", modulesToSave: ["lm_head"] });
    const dtypes = () =>
      new Set(
        [...model.namedParameters()].map(([name, { data }]) => `${name.includes("lora_")} ${data.dtype}`),
      );
    model.to("cpu", "bfloat16");
    assert.deepEqual([...dtypes()].sort(), ["false bfloat16", "true float32"]);
    model.to("cpu");
    assert.deepEqual([...dtypes()].sort(), ["false bfloat16", "true float32"]);
    assert.ok(logitsOf(model).every(Number.isFinite));
    model.to("cpu", "float64");
    assert.deepEqual([...dtypes()].sort(), ["false float64", "true float64"]);
    assert.ok(logitsOf(model).every(Number.isFinite));
  });

  it("counts from its config alone", () => {
    const { total, trainable, all } = countParameters(tinyPeft({ modulesToSave: ["lm_head"] }));
    assert.deepEqual([trainable, all - total], [12 * 2 * 32 + 40 * 16, 12 * 2 * 32 + 40 * 16]);
  });

  it("leaves no tensors behind after a step, a merge and its end", async () => {
    const base = tinyModel("t5");
    const work = async () => {
      const given = {
        ...random,
        useDora: true,
        targetModules: ["q", "embed_tokens"],
        modulesToSave: ["lm_head"],
      };
      const model = getPeftModel(base, new LoraConfig(given), { seed: 1 });
      model.addAdapter("pissa", new LoraConfig({ r: 2, initLoraWeights: "pissa" }));
      model.setAdapter(["default", "pissa"]);
      const step = new Scope();
      await backward(step.run(() => model.forward(tinyBatch()).loss!));
      for (const parameter of model.trainableParameters()) parameter.data.grad = null;
      step.dispose();
      logitsOf(model);
      const inputs = new Scope();
      model.mergeAdapter({ check: inputs.run(tinyBatch) });
      inputs.dispose();
      model.unmergeAdapter();
      model.unload();
    };
    await work();
    const before = native.liveHandles();
    await work();
    assert.equal(native.liveHandles(), before);
  });

  it("shows its adapters", () => {
    const model = tinyPeft({ useDora: true, bias: "none" });
    model.addAdapter("fast", new LoraConfig({ r: 4, useRslora: true, initLoraWeights: "olora" }));
    const hover = model[hoverSymbol]();
    assert.match(hover, /^\*\*PeftModel\*\* config/);
    assert.match(
      hover,
      /^- `default` \(active, trains\): DoRA, r 2, alpha 4, q, v in 12 layers, 960 parameters$/m,
    );
    assert.match(
      hover,
      /^- `fast` \(not active\): LoRA, rank-stabilized, olora, r 4, alpha 8, q, v in 12 layers, 1,536 parameters$/m,
    );
    const bundle = model.toMimeBundle();
    assert.match(String(bundle["text/html"]), /<table.*<td[^>]*>fast<\/td>/);
    const lines = String(bundle["text/plain"]).split("\n");
    assert.match(lines[1]!, /^adapter +state +kind +targets +r +alpha +layers +parameters$/);
    assert.match(lines[3]!, /^fast +not active +LoRA, rank-stabilized, olora +q, v +4 +8 +12 +1,536$/);
    model.mergeAdapter();
    assert.match(String(model), /default +merged/);
  });
});
