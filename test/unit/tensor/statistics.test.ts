import assert from "node:assert/strict";
import { native } from "../../../src/library/tensor/native.js";
import * as ops from "../../../src/library/tensor/ops.js";
import { scope } from "../../../src/library/tensor/scope.js";
import { tensorStatistics } from "../../../src/library/tensor/statistics.js";
import { fromArray } from "../../../src/library/tensor/tensor.js";

const close = (found: number | null, expected: number, tolerance = 1e-9) =>
  assert.ok(
    found !== null && Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${found} ≠ ${expected}`,
  );

describe("a tensor's statistics", () => {
  it("are those of its finite elements, and what is not finite is counted", async () => {
    const x = fromArray(new Float32Array([3, NaN, -1, Infinity, 4, -Infinity, NaN]), [7], "float32");
    const { std, ...rest } = await tensorStatistics(x);
    assert.deepEqual(rest, { numel: 7, min: -1, max: 4, mean: 2, nanCount: 2, infCount: 2 });
    close(std, Math.sqrt(7));
    x.free();
  });

  it("are null where there is nothing finite", async () => {
    const none = { min: null, max: null, mean: null, std: null };
    const nan = fromArray(new Float32Array([NaN]), [1], "float32");
    assert.deepEqual(await tensorStatistics(nan), { numel: 1, ...none, nanCount: 1, infCount: 0 });
    const empty = fromArray(new Float32Array(0), [0, 3], "float32");
    assert.deepEqual(await tensorStatistics(empty), { numel: 0, ...none, nanCount: 0, infCount: 0 });
    const one = fromArray(new Float32Array([5]), [], "float32");
    assert.deepEqual(await tensorStatistics(one), {
      numel: 1,
      min: 5,
      max: 5,
      mean: 5,
      std: null,
      nanCount: 0,
      infCount: 0,
    });
    for (const tensor of [nan, empty, one]) tensor.free();
  });

  for (const dtype of ["bfloat16", "float16", "float64", "int64", "int32", "uint8", "bool"] as const)
    it(`are exact for ${dtype}`, async () => {
      const values = dtype === "bool" ? [0, 1, 1, 1] : [1, 2, 3, 10];
      const plain = fromArray(new Float32Array(values), [2, 2], "float32");
      const x = ops.toDtype(plain, dtype);
      const { mean, min, max } = await tensorStatistics(x);
      assert.deepEqual([mean, min, max], dtype === "bool" ? [0.75, 0, 1] : [4, 1, 10]);
      for (const tensor of [plain, x]) tensor.free();
    });

  it("of many elements are precise, take little memory, leave nothing and let the event loop turn", async () => {
    const count = 2 ** 23 + 5;
    const data = new Float32Array(count);
    for (let i = 0; i < count; i++) data[i] = 1000 + (i % 2);
    const x = fromArray(data, [count], "float32");
    const handles = native.liveHandles();
    native.resetPeakTensorMemory("cpu");
    const [before] = native.tensorMemory("cpu")!;
    let turns = 0;
    const ticking = setInterval(() => turns++, 0);
    const { mean, std, min, max } = await tensorStatistics(x);
    clearInterval(ticking);
    const [, peak] = native.tensorMemory("cpu")!;
    close(mean, 1000 + Math.floor(count / 2) / count, 1e-12);
    close(std, 0.5, 1e-6);
    assert.deepEqual([min, max], [1000, 1001]);
    assert.ok(turns > 0);
    assert.equal(native.liveHandles(), handles);
    assert.ok(peak - before < 4 * 8 * 2 ** 22, `${peak - before} bytes`);
    x.free();
  });

  it("are those of a view that is not contiguous and of a leaf that requires a gradient", async () => {
    const x = fromArray(new Float32Array([1, 2, 3, 4, 5, 6]), [2, 3], "float32");
    x.requiresGrad = true;
    const column = scope(() => ops.select(ops.detach(x), 1, 2));
    assert.equal((await tensorStatistics(column)).mean, 4.5);
    assert.equal((await tensorStatistics(x)).mean, 3.5);
    for (const tensor of [x, column]) tensor.free();
  });

  it("reject for a tensor that is freed", async () => {
    const x = fromArray(new Float32Array([1]), [1], "float32");
    x.free();
    await assert.rejects(tensorStatistics(x), { name: "FreedTensorError" });
  });
});
