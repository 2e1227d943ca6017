import assert from "node:assert/strict";
import { SummnbError } from "../../../../src/library/errors.js";
import { openTorchFile } from "../../../../src/library/models/checkpoint/index.js";
import { ops, scope, type Tensor } from "../../../../src/library/tensor/index.js";
import { goldenPath, readGolden } from "../../goldenData.js";

interface Expected {
  dtype: string;
  shape: number[];
  /** int64 as text: it does not fit a JavaScript number. */
  values: (number | string)[];
}

const file = (name: string) => goldenPath("checkpoints", "files", name);

function values(tensor: Tensor): (number | string)[] {
  if (tensor.dtype === "int64") return Array.from((tensor as Tensor<"int64">).toArray(), String);
  return scope(() => [...ops.toDtype(tensor, "float64").toArray()]);
}

describe("PyTorch files that Python wrote", () => {
  const expected = readGolden<Record<string, Expected>>("checkpoints", "files", "tensors.json");

  for (const name of ["tensors.zip.bin", "tensors.legacy.bin", "tensors.legacy5.bin"])
    describe(name, () => {
      // A tensor with Python attributes was saved only by the default protocol.
      const wanted = Object.entries(expected).filter(
        ([key]) => key !== "with_attribute" || !name.includes("5"),
      );

      for (const [key, { dtype, shape, values: numbers }] of wanted)
        it(`${key}: ${dtype}[${shape.join(", ")}]`, () => {
          const { tensors, close } = openTorchFile(file(name));
          const stored = tensors.get(key);
          assert.ok(stored, `the file has ${[...tensors.keys()].join(", ")}`);
          assert.equal(stored.dtype, dtype);
          assert.deepEqual(stored.shape, shape);
          const tensor = stored.read();
          close();
          assert.equal(tensor.dtype, dtype);
          assert.deepEqual(tensor.shape, shape);
          assert.deepEqual(values(tensor), numbers);
        });

      it("leaves out what is no tensor", () => {
        const { tensors } = openTorchFile(file(name));
        assert.deepEqual([...tensors.keys()].sort(), wanted.map(([key]) => key).sort());
      });
    });

  it("a write into a tensor changes neither the file nor a view of the same storage", () => {
    const { tensors } = openTorchFile(file("tensors.zip.bin"));
    ops.fill_(tensors.get("view_a")!.read(), 99);
    assert.deepEqual(values(openTorchFile(file("tensors.zip.bin")).tensors.get("view_a")!.read()), [2, 3, 4]);
  });
});

describe("PyTorch files that ask for more than tensors are refused by name, and nothing is executed", () => {
  const refused: [name: string, message: RegExp][] = [
    ["system.zip.bin", /asks for Python's "posix\.system".*nothing was executed/],
    ["system.pickle.bin", /asks for Python's "posix\.system".*nothing was executed/],
    ["eval.legacy.bin", /asks for Python's "__builtin__\.eval".*nothing was executed/],
    ["eval.zip4.bin", /asks for Python's "builtins\.eval".*nothing was executed/],
    ["module.bin", /asks for Python's "torch\.nn\.modules\.linear\.Linear".*nothing was executed/],
    ["sparse.bin", /asks for Python's "torch\._utils\._rebuild_sparse_tensor"/],
    ["float8.bin", /asks for Python's "torch\._utils\._rebuild_tensor_v3"/],
    ["system.pickle0.bin", /begins as neither of the layouts/],
    ["script.bin", /is a TorchScript program/],
    ["nested.bin", /weights stand in a dict under "state_dict"/],
  ];
  for (const [name, message] of refused)
    it(name, () => {
      assert.throws(
        () => openTorchFile(file(name)),
        (error: Error) =>
          error instanceof SummnbError && message.test(error.message) && error.message.includes(name),
      );
    });
});
