import assert from "node:assert/strict";
import { activation } from "../../../src/library/nn/index.js";
import { fromArray, noGrad } from "../../../src/library/tensor/index.js";

const x = [-12, -3, -1, -0.5, 0, 0.5, 1, 3, 12];
const gelu = [0, -0.004049694, -0.158655254, -0.154268769, 0, 0.345731231, 0.841344746, 2.995950306, 12];
const tanhGelu = [0, -0.003637392, -0.158808009, -0.15428599, 0, 0.34571401, 0.841191991, 2.996362608, 12];
const silu = [
  -7.373e-5, -0.14227762, -0.268941421, -0.188770334, 0, 0.311229666, 0.731058579, 2.85772238, 11.99992627,
];

/** Values of ACT2FN in Transformers 4.57.6, in float64, to 9 digits. */
const table: Record<string, number[]> = {
  gelu,
  gelu_python: gelu,
  gelu_10: [...gelu.slice(0, -1), 10],
  gelu_new: tanhGelu,
  gelu_fast: tanhGelu,
  gelu_accurate: tanhGelu,
  gelu_pytorch_tanh: tanhGelu,
  gelu_python_tanh: tanhGelu,
  quick_gelu: [
    -1.6e-8, -0.01807131, -0.154204234, -0.149611563, 0, 0.350388437, 0.845795766, 2.98192869, 11.999999984,
  ],
  leaky_relu: [-0.12, -0.03, -0.01, -0.005, 0, 0.5, 1, 3, 12],
  linear: x,
  mish: [
    -7.373e-5, -0.145647461, -0.303401461, -0.220743775, 0, 0.375245211, 0.865098388, 2.986535005,
    11.999999999,
  ],
  relu: [0, 0, 0, 0, 0, 0.5, 1, 3, 12],
  relu2: [0, 0, 0, 0, 0, 0.25, 1, 9, 144],
  relu6: [0, 0, 0, 0, 0, 0.5, 1, 3, 6],
  sigmoid: [
    6.144e-6, 0.047425873, 0.268941421, 0.377540669, 0.5, 0.622459331, 0.731058579, 0.952574127, 0.999993856,
  ],
  silu,
  swish: silu,
  tanh: [-1, -0.995054754, -0.761594156, -0.462117157, 0, 0.462117157, 0.761594156, 0.995054754, 1],
};

describe("Activations are those of Transformers", () => {
  for (const [name, expected] of Object.entries(table))
    it(name, () => {
      const input = fromArray(new Float64Array(x), [x.length], "float64");
      const actual = noGrad(() => activation(name)(input)).toArray() as Float64Array;
      actual.forEach((value, i) => {
        assert.ok(Math.abs(value - expected[i]!) < 1e-8, `${name}(${x[i]}) is ${value}, not ${expected[i]}`);
      });
    });
});
