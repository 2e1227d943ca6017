import assert from "node:assert/strict";
import { relativePositionBucket } from "../../../src/library/models/t5/positionBias.js";
import { activation, Parameter } from "../../../src/library/nn/index.js";
import { fromArray, noGrad, type Tensor } from "../../../src/library/tensor/index.js";
import { AdamW } from "../../../src/library/training/adamw.js";
import { clipGradNorm } from "../../../src/library/training/gradients.js";
import { learningRateAt, type SchedulerType } from "../../../src/library/training/schedules.js";
import { readGolden } from "../goldenData.js";
import { maxDifference } from "../support.js";

const misc = readGolden<Record<string, Record<string, unknown>>>("misc", "misc.json");
const float = (values: number[], shape = [values.length]) =>
  fromArray(new Float32Array(values), shape, "float32");

describe("T5's buckets of relative positions", () => {
  const { "relative_position(memory-query)": distances, ...tables } = misc.t5_buckets as Record<
    string,
    number[]
  >;
  for (const [name, expected] of Object.entries(tables))
    it(name, () => {
      const [buckets, reach] = name.match(/\d+/g)!.map(Number) as [number, number];
      const bidirectional = name.endsWith("bidirectional=True");
      assert.deepEqual(
        distances!.map((d) => relativePositionBucket(d, bidirectional, buckets, reach)),
        expected,
      );
    });
});

describe("Activations", () => {
  const { x, ...expected } = misc.act as Record<string, number[]>;
  for (const [name, values] of Object.entries(expected))
    it(name, () => {
      const actual = noGrad(() => activation(name)(float(x!))).toArray() as Float32Array;
      assert.ok(maxDifference(actual, values) < 2e-6);
    });
});

describe("Learning-rate schedules", () => {
  const key = "lr_schedules (value used by optimizer step 1,2,...)";
  for (const [name, rates] of Object.entries(misc[key] as Record<string, number[]>)) {
    const [, type, warm, total] = /^(.*)_warm(\d+)_total(\d+)$/.exec(name)!;
    it(name, () => {
      const options = { warmupSteps: Number(warm), maxSteps: Number(total), learningRate: 5e-4 };
      for (const [step, rate] of rates.entries())
        assert.ok(
          Math.abs(learningRateAt(type as SchedulerType, step, options) - rate) < 1e-12,
          `step ${step}`,
        );
    });
  }
});

describe("AdamW", () => {
  for (const [name, trace] of Object.entries(misc)) {
    if (!name.startsWith("opt_trace AdamW")) continue;
    it(name, () => {
      const { p0, grads, p_after_each_step: params } = trace as unknown as Record<string, number[][]>;
      const shape = name.endsWith("(2, 3)") ? [2, 3] : [6];
      const parameter = new Parameter(shape);
      parameter.data = float(p0!.flat(), shape);
      const weightDecay = Number(/'weight_decay': ([\d.]+)/.exec(name)![1]);
      const optimizer = new AdamW([{ parameters: [parameter], weightDecay }], {
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
      });
      for (const [step, grad] of grads!.entries()) {
        parameter.data.grad = float(grad.flat(), shape);
        optimizer.step(0.01);
        const values = (parameter.data as Tensor<"float32">).toArray();
        assert.ok(maxDifference(values, params![step]!.flat()) < 1e-6, `step ${step + 1}`);
      }
    });
  }
});

describe("Clipping", () => {
  it("gives the norm before and scales all gradients alike", () => {
    const golden = misc["clip_grad_norm_(1.0)"] as unknown as {
      grads: number[][];
      norm: number;
      clipped: [number[], number[][]];
    };
    const parameters = golden.grads.map((grad) => {
      const parameter = new Parameter([grad.length]);
      parameter.data = float(grad);
      parameter.data.grad = float(grad);
      return parameter;
    });
    assert.ok(Math.abs(clipGradNorm(parameters, 1) - golden.norm) < 1e-6);
    parameters.forEach((parameter, i) => {
      const values = (parameter.data.grad as Tensor<"float32">).toArray();
      assert.ok(maxDifference(values, golden.clipped[i]!.flat()) < 1e-7);
    });
  });
});
