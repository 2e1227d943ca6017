import assert from "node:assert/strict";
import { InterruptedError } from "../../../src/library/errors.js";
import {
  backward,
  FreedTensorError,
  fromArray,
  longTensor,
  manualSeed,
  noGrad,
  OutOfMemoryError,
  ops,
  Scope,
  scope,
  type Tensor,
  TensorError,
} from "../../../src/library/tensor/index.js";
import { native } from "../../../src/library/tensor/native.js";
import { readGolden } from "../../golden/goldenData.js";

const floats = (values: number[], shape = [values.length]) =>
  fromArray(new Float32Array(values), shape, "float32");

describe("Tensor", () => {
  it("keeps what a typed array holds", () => {
    const x = floats([1, 2, 3, 4], [2, 2]);
    assert.deepEqual(x.shape, [2, 2]);
    assert.equal(x.dtype, "float32");
    assert.deepEqual([...x.toArray()], [1, 2, 3, 4]);
    assert.deepEqual([...longTensor([5, -100]).toArray()], [5n, -100n]);
  });

  it("refuses data that does not fit its shape", () => {
    assert.throws(() => floats([1, 2, 3], [2, 2]), TensorError);
  });

  it("names operator, shapes, dtypes and device of a failed call", () => {
    assert.throws(
      () => ops.add(floats([1, 2]), floats([1, 2, 3])),
      (error: Error) =>
        error instanceof TensorError && /aten::add.*Float\[2\] on cpu.*Float\[3\] on cpu/.test(error.message),
    );
  });

  it("has a type of its own for a lack of memory, and goes on afterwards", () => {
    assert.throws(() => ops.zeros([1e12, 1e3], "float32"), OutOfMemoryError);
    assert.equal(ops.sum(floats([1, 2])).item(), 3);
  });

  it("frees what a scope made, but not its result", () => {
    const before = native.liveHandles();
    let inner: Tensor | undefined;
    const kept = scope(() => {
      inner = floats([1]);
      return { sum: [ops.add(inner as Tensor<"float32">, floats([2]))] };
    });
    assert.equal(kept.sum[0]!.item(), 3);
    assert.throws(() => inner!.item(), FreedTensorError);
    kept.sum[0]!.free();
    assert.equal(native.liveHandles(), before);
  });

  it("frees a scope's tensors when its work throws", () => {
    const before = native.liveHandles();
    assert.throws(() => scope(() => ops.add(floats([1, 2]), floats([1, 2, 3]))), TensorError);
    assert.equal(native.liveHandles(), before);
  });

  it("notices a freed handle whose slot has a new owner", () => {
    const old = floats([1]);
    old.free();
    const next = floats([2]);
    assert.throws(() => old.item(), FreedTensorError);
    assert.equal(next.item(), 2);
  });

  it("lets a scope span an await", async () => {
    const before = native.liveHandles();
    const owner = new Scope();
    const x = owner.run(() => floats([3]));
    await new Promise((resolve) => setTimeout(resolve, 1));
    assert.equal(x.item(), 3);
    owner.dispose();
    assert.equal(native.liveHandles(), before);
  });
});

describe("Autograd", () => {
  it("gives gradients of leaves", async () => {
    const w = floats([3]);
    w.requiresGrad = true;
    await backward(ops.sum(ops.mul(w, w)));
    assert.equal(w.grad!.item(), 6);
    await backward(ops.sum(ops.mul(w, w)));
    assert.equal(w.grad!.item(), 12, "gradients add up");
    w.grad = null;
    assert.equal(w.grad, null);
  });

  it("records nothing inside noGrad", async () => {
    const w = floats([3]);
    w.requiresGrad = true;
    const loss = noGrad(() => ops.sum(w));
    await assert.rejects(backward(loss), TensorError);
  });

  it("leaves the event loop free while backward runs", async () => {
    const size = 1500;
    const x = ops.normal_(ops.zeros([size, size], "float32"), 0, 0.01);
    x.requiresGrad = true;
    let y = x as Tensor<"float32">;
    for (let i = 0; i < 4; i++) y = ops.matmul(y, x) as Tensor<"float32">;
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    await backward(ops.sum(y));
    clearInterval(timer);
    assert.ok(turns >= 3, `the event loop had ${turns} turns`);
  });

  it("ends every operator once an interrupt is requested, until it is cleared", () => {
    native.requestInterrupt();
    try {
      assert.throws(() => ops.zeros([1], "float32"), InterruptedError);
    } finally {
      native.clearInterrupt();
    }
    assert.equal(ops.zeros([1], "float32").item(), 0);
  });
});

describe("Random numbers", () => {
  const golden = readGolden<{ torch_rng: Record<string, Record<string, number[]>> }>(
    "data_order",
    "data_order.json",
  );
  for (const [seed, draws] of Object.entries(golden.torch_rng)) {
    it(`seed ${seed} draws torch's normal numbers`, () => {
      manualSeed(Number(seed));
      ops.uniform_(ops.zeros([5], "float32"), 0, 1);
      const x = ops.normal_(ops.zeros([5], "float32"), 0, 1).toArray() as Float32Array;
      assert.deepEqual([...x], draws["randn(5)"]!.map(Math.fround));
    });
  }
});
