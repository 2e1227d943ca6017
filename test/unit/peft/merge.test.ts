import assert from "node:assert/strict";
import { hoverSymbol } from "../../../src/library/display/types.js";
import {
  getPeftModel,
  LoraConfig,
  type LoraConfigValues,
  MergeReport,
} from "../../../src/library/peft/index.js";
import { noGrad, ops } from "../../../src/library/tensor/index.js";
import { tinyBatch, tinyModel } from "./tinyModels.js";
import { close, differ, logitsOf, random, tinyPeft } from "./tinyPeft.js";

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

  it("refuses what changes a logit by more than it may, and merges nothing", () => {
    const model = tinyPeft();
    const before = logitsOf(model);
    for (const merge of [
      () => model.mergeAdapter({ check: tinyBatch(), maxLogitDifference: 0 }),
      () => model.mergeAndUnload({ check: tinyBatch(), maxLogitDifference: 0 }),
    ])
      assert.throws(
        merge,
        /^SummnbError: Merging would change a logit by \S+, more than the 0 that maxLogitDifference allows/,
      );
    assert.deepEqual(logitsOf(model), before);
    model.mergeAndUnload({ check: tinyBatch() });

    // 16 bits round every weight: more than what float32 may, and allowed for them.
    const half = getPeftModel(tinyModel("t5", "bfloat16"), new LoraConfig(random), { seed: 1 });
    const { largestLogitDifference } = half.mergeAdapter({ check: tinyBatch() });
    assert.ok(largestLogitDifference! > 1e-3, String(largestLogitDifference));
  });
});
