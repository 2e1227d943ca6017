import assert from "node:assert/strict";
import { Parameter } from "../../../src/library/nn/index.js";
import { fromArray, type Tensor } from "../../../src/library/tensor/index.js";
import { clipGradNorm } from "../../../src/library/training/gradients.js";
import {
  Adafactor,
  AdamW,
  type Optimizer,
  type ParameterGroup,
  SGD,
} from "../../../src/library/training/optimizers/index.js";
import { learningRateAt, type SchedulerType } from "../../../src/library/training/schedules.js";
import { readGolden } from "../goldenData.js";
import { maxDifference } from "../support.js";

const misc = readGolden<Record<string, Record<string, unknown>>>("misc", "misc.json");
const float = (values: number[], shape = [values.length]) =>
  fromArray(new Float32Array(values), shape, "float32");

describe("Learning-rate schedules", () => {
  const key = "lr_schedules (value used by optimizer step 1,2,...)";
  for (const [name, rates] of Object.entries(misc[key] as Record<string, number[]>)) {
    // Made with two cycles, which Transformers does not default to.
    const kwargs = name.includes("restarts") ? { numCycles: 2 } : {};
    const [, type, warm, total] = /^(.*)_warm(\d+)_total(\d+)$/.exec(name)!;
    it(name, () => {
      const options = { warmupSteps: Number(warm), maxSteps: Number(total), learningRate: 5e-4, kwargs };
      for (const [step, rate] of rates.entries())
        assert.ok(
          Math.abs(learningRateAt(type as SchedulerType, step, options) - rate) < 1e-12,
          `step ${step}`,
        );
    });
  }
});

type Trace = Record<"p0" | "grads" | "p_after_each_step", number[][]>;

/** A golden's name to the optimizer that it was made with, and its rate. */
const makers: [title: RegExp, make: (groups: ParameterGroup[]) => Optimizer, learningRate: number][] = [
  [/^AdamW/, (groups) => new AdamW(groups, { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }), 0.01],
  [/^SGD/, (groups) => new SGD(groups, 0.9), 0.01],
  [/^Adafactor_hf \{/, (groups) => new Adafactor(groups), 0.01],
  [
    /^Adafactor_hf_auto/,
    (groups) => new Adafactor(groups, { scaleParameter: true, relativeStep: true, warmupInit: true }),
    0,
  ],
];

describe("Optimizers", () => {
  for (const [name, value] of Object.entries(misc)) {
    const title = /^opt_trace (.*)/.exec(name)?.[1];
    if (!title) continue;
    it(title, () => {
      const [, make, learningRate] = makers.find(([pattern]) => pattern.test(title))!;
      const { p0, grads, p_after_each_step: expected } = value as unknown as Trace;
      const shape = title.endsWith("(2, 3)") ? [2, 3] : [6];
      const parameter = new Parameter(shape);
      parameter.data = float(p0.flat(), shape);
      const weightDecay = Number(/'weight_decay': ([\d.]+)/.exec(title)?.[1] ?? 0);
      const optimizer = make([{ parameters: [parameter], weightDecay }]);
      for (const [step, grad] of grads.entries()) {
        parameter.data.grad = float(grad.flat(), shape);
        optimizer.step(learningRate);
        const values = (parameter.data as Tensor<"float32">).toArray();
        assert.ok(maxDifference(values, expected[step]!.flat()) < 1e-6, `step ${step + 1}`);
      }
      optimizer.dispose();
    });
  }

  it("scales a group's rate, as LoRA+ does", () => {
    const one = new Parameter([1]);
    one.data = float([1]);
    one.data.grad = float([1]);
    new SGD([{ parameters: [one], weightDecay: 0, learningRateScale: 16 }]).step(0.01);
    assert.ok(maxDifference((one.data as Tensor<"float32">).toArray(), [0.84]) < 1e-6);
  });

  it("adds SGD's weight decay to the gradient", () => {
    const one = new Parameter([1]);
    one.data = float([2]);
    one.data.grad = float([1]);
    new SGD([{ parameters: [one], weightDecay: 0.5 }]).step(0.1);
    assert.ok(maxDifference((one.data as Tensor<"float32">).toArray(), [1.8]) < 1e-6);
  });
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
