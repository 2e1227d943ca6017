import assert from "node:assert/strict";
import { hoverSymbol } from "../../../src/library/display/types.js";
import { countParameters } from "../../../src/library/models/count.js";
import { getPeftModel, LoraConfig } from "../../../src/library/peft/index.js";
import { backward, Scope } from "../../../src/library/tensor/index.js";
import { native } from "../../../src/library/tensor/native.js";
import { tinyBatch, tinyModel } from "./tinyModels.js";
import { logitsOf, random, tinyPeft } from "./tinyPeft.js";

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
