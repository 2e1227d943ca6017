import assert from "node:assert/strict";
import { sinusoids } from "../../../src/library/models/pegasus/positions.js";
import { relativePositionBucket } from "../../../src/library/models/t5/positionBias.js";
import { activation } from "../../../src/library/nn/index.js";
import { fromArray, noGrad } from "../../../src/library/tensor/index.js";
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

describe("Pegasus's positions", () => {
  for (const [key, table] of Object.entries(misc)) {
    const size = /^pegasus_sinusoid_(\d+)x(\d+)$/.exec(key)?.slice(1).map(Number);
    if (!size) continue;
    const [count, dim] = size as [number, number];
    it(`${count} of ${dim} numbers`, () => {
      assert.deepEqual(sinusoids(count, dim), new Float32Array((table as unknown as number[][]).flat()));
    });
  }
});

describe("Activations", () => {
  const { x, ...expected } = misc.act as Record<string, number[]>;
  for (const [name, values] of Object.entries(expected))
    it(name, () => {
      const actual = noGrad(() => activation(name)(float(x!))).toArray() as Float32Array;
      assert.ok(maxDifference(actual, values) < 2e-6);
    });
});
