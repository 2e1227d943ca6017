import assert from "node:assert/strict";
import { countParameters } from "../../../src/library/models/count.js";
import type { Seq2SeqInput } from "../../../src/library/models/index.js";
import { getPeftModel, LoraLayer, type PeftModel } from "../../../src/library/peft/index.js";
import { backward, manualSeed, Scope } from "../../../src/library/tensor/index.js";
import { clipGradNorm, zeroGrad } from "../../../src/library/training/gradients.js";
import { SGD } from "../../../src/library/training/index.js";
import {
  type AdapterCase,
  baseModel,
  batchOf,
  configOf,
  differenceOf,
  normOf,
  readAdapters,
  sampleLogits,
  valuesOf,
} from "./adapterGolden.js";

/** Logits up to 20; PEFT's own merged and unmerged logits differ by 4e-6. */
const logitTolerance = 2e-5;

/** These take A and B from the weights, so that signs of singular vectors are LAPACK's choice. */
const signsAreFree = /pissa|olora/;

const { seed, cases, several, weighted, bfloat16 } = readAdapters();

function close(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} is not ${expected}`);
}

/** Updates as PEFT's run did, with the loss and the gradients' norm of each. */
async function train(model: PeftModel, batch: Seq2SeqInput, golden: AdapterCase): Promise<void> {
  const trainable = model.trainableParameters();
  // No AdamW: it makes the rounding of gradients that are all but zero as large as the others.
  const optimizer = new SGD([{ parameters: trainable, weightDecay: 0.01 }]);
  if (golden.train_seed !== null) {
    // The adapters alone: BART draws for other things too while it trains.
    for (const [, module] of model.namedModules()) if (module instanceof LoraLayer) module.train();
    manualSeed(golden.train_seed);
  }
  for (const [i, { loss, grad_norm }] of golden.training.entries()) {
    const step = new Scope();
    const output = step.run(() => model.forward(batch).loss!);
    close(output.item(), loss, 1e-5, `loss of step ${i}`);
    await backward(output);
    close(
      step.run(() => clipGradNorm(trainable, 0)),
      grad_norm,
      2e-5 * grad_norm,
      `gradient norm of step ${i}`,
    );
    optimizer.step(golden.lr);
    zeroGrad(trainable);
    step.dispose();
  }
  optimizer.dispose();
  model.eval();
}

describe("Adapters equal PEFT's", () => {
  for (const golden of cases)
    it(`${golden.name}: first values, logits, training, merged logits`, async () => {
      const base = await baseModel(golden.model);
      const batch = batchOf(golden.model);
      const before = sampleLogits(base, batch);
      const model = getPeftModel(base, configOf(golden.config), { seed });
      const counts = countParameters(model);
      assert.deepEqual([counts.trainable, counts.all], golden.counts);
      const trainable = () =>
        new Map([...model.namedParameters()].filter(([, { requiresGrad }]) => requiresGrad));
      assert.deepEqual([...trainable().keys()].sort(), Object.keys(golden.start).sort());
      for (const [name, parameter] of trainable()) {
        const values = valuesOf(parameter.data);
        const [l2, ...head] = golden.start[name]!;
        close(normOf(values), l2, 2e-6 * Math.max(1, l2), `first norm of ${name}`);
        if (!signsAreFree.test(golden.name))
          for (const [i, value] of head.entries()) close(values[i]!, value, 1e-6, `first ${name}[${i}]`);
      }
      assert.ok(differenceOf(sampleLogits(model, batch), golden.logits_start) < logitTolerance);
      await train(model, batch, golden);
      const after = sampleLogits(model, batch);
      const difference = differenceOf(after, golden.logits_end);
      assert.ok(difference < logitTolerance, `logits after training differ by ${difference}`);
      for (const [name, parameter] of trainable()) {
        const l2 = golden.end[name]!;
        close(normOf(valuesOf(parameter.data)), l2, 1e-5 * Math.max(0.1, l2), `last norm of ${name}`);
      }
      model.mergeAdapter();
      assert.ok(
        differenceOf(sampleLogits(model, batch), after) < logitTolerance,
        "merging changes the logits",
      );
      model.disableAdapter(() => assert.deepEqual(sampleLogits(model, batch), before));
      model.unmergeAdapter();
      assert.deepEqual(sampleLogits(model, batch), after);
      assert.deepEqual(sampleLogits(model.unload(), batch), before);
    });

  it("several adapters: one, sums, merged sums, and what each was", async () => {
    const model = await severalAdapters();
    const batch = batchOf("flan-trained");
    for (const [names, logits] of Object.entries(several).filter(([names]) => !names.startsWith("merged"))) {
      model.setAdapter(names.split("+"));
      assert.deepEqual(model.activeAdapters, names.split("+"));
      const difference = differenceOf(sampleLogits(model, batch), logits);
      assert.ok(difference < logitTolerance, `${names} differs by ${difference}`);
    }
    model.setAdapter(["first", "second"]);
    const report = model.mergeAdapter({ check: batch });
    assert.ok(differenceOf(sampleLogits(model, batch), several["merged first+second"]!) < logitTolerance);
    assert.ok(report.largestLogitDifference! < logitTolerance, report.toString());
  });

  for (const golden of weighted)
    it(`a weighted combination: ${golden.type} of ${golden.adapters.join(" and ")}`, async () => {
      const model = await severalAdapters();
      const { type: combinationType, svd_rank, adapters, weights, rank, logits } = golden;
      const options = { combinationType, ...(svd_rank === null ? {} : { svdRank: svd_rank }) };
      model.addWeightedAdapter(adapters, weights, "both", options);
      assert.equal(model.peftConfigs.both!.r, rank);
      model.setAdapter("both");
      const difference = differenceOf(sampleLogits(model, batchOf("flan-trained")), logits);
      assert.ok(difference < logitTolerance, `differs by ${difference}`);
      assert.equal(model.trainableParameters().length, 0);
    });

  it("first values on a bfloat16 model are float32 numbers that bfloat16 has", async () => {
    const base = await baseModel("flan-trained", "bfloat16");
    const config = configOf({ target_modules: ["q"], r: 4, lora_alpha: 8, init_lora_weights: false });
    const model = getPeftModel(base, config, { seed });
    const parameters = new Map(model.namedParameters());
    for (const [name, { dtype, head, l2 }] of Object.entries(bfloat16.parameters)) {
      const { data } = parameters.get(name)!;
      assert.equal(`torch.${data.dtype}`, dtype);
      const values = valuesOf(data);
      for (const [i, value] of head.entries())
        close(values[i]!, value, 1e-7 * Math.abs(value), `${name}[${i}]`);
      const bits = new Uint32Array(Float32Array.from(values).buffer);
      assert.ok(bits.every((word) => word % 0x10000 === 0));
      close(normOf(values), l2, 1e-6 * l2, name);
    }
    // Largest logits of 20 have steps of 1/16 in bfloat16.
    assert.ok(differenceOf(sampleLogits(model, batchOf("flan-trained")), bfloat16.logits) <= 0.25);
  });
});

/** The three adapters of the golden file's second part; "first" is active. */
async function severalAdapters(): Promise<PeftModel> {
  const common = { r: 4, lora_alpha: 8, init_lora_weights: false };
  const model = getPeftModel(
    await baseModel("flan-trained"),
    configOf({ ...common, target_modules: ["q", "v"] }),
    { seed: 1, adapterName: "first" },
  );
  model.addAdapter("second", configOf({ ...common, lora_alpha: 4, target_modules: ["v", "wo"] }), {
    seed: 2,
  });
  const third = { ...common, r: 2, lora_alpha: 4, target_modules: ["q", "k"], use_rslora: true };
  model.addAdapter("third", configOf(third), { seed: 3 });
  return model;
}
