import assert from "node:assert/strict";
import { allFigures, shortFigures } from "../../../src/host/kernel/figures.js";
import { sortVariables, statisticsRows, variableText } from "../../../src/host/variables/texts.js";
import type { KernelStatus, VariableInfo } from "../../../src/protocol/index.js";

const status: KernelStatus = {
  state: "busy",
  device: "cuda:0",
  residentBytes: 1.5e9,
  peakResidentBytes: 2e9,
  deviceMemory: { allocated: 6.1e9, peak: 7e9, total: 80e9 },
  uptimeSeconds: 600,
};
const variable = (name: string, changes: Partial<VariableInfo> = {}): VariableInfo => ({
  name,
  expression: name,
  type: "number",
  shape: null,
  dtype: null,
  device: null,
  bytes: null,
  value: "",
  hasMembers: false,
  isTensor: false,
  ...changes,
});

describe("what the status bar says of a kernel", () => {
  it("is the device with its memory, and the process's", () => {
    assert.deepEqual(shortFigures(status), ["cuda:0", "6.1 GB of 80.0 GB", "1.5 GB"]);
    assert.deepEqual(shortFigures({ ...status, device: "cpu" }), ["cpu", "1.5 GB"]);
    assert.deepEqual(shortFigures({ ...status, device: null, deviceMemory: null }), ["1.5 GB"]);
    assert.match(
      allFigures(status),
      /up for 10 minutes\n.*at most 2\.0 GB\nTensors on cuda:0: 6\.1 GB, at most 7\.0 GB/,
    );
  });
});

describe("what the view says of variables", () => {
  it("is type, dtype, shape, device, bytes and value", () => {
    const tensor = { type: "Tensor", shape: [2, 3], dtype: "float32", device: "cpu", bytes: 24 };
    assert.equal(variableText(variable("x", tensor)), "Tensor float32[2, 3] · cpu · 24 B");
    assert.equal(variableText(variable("n", { value: "3" })), "number · 3");
    assert.equal(
      variableText(variable("a", { type: "Array", shape: [2], value: "[ 1, 2 ]" })),
      "Array[2] · [ 1, 2 ]",
    );
  });

  it("comes by name or by size, what has none last", () => {
    const all = [variable("b", { bytes: 5 }), variable("c"), variable("a", { bytes: 9 })];
    const names = (order: "name" | "size") => sortVariables(all, order).map(({ name }) => name);
    assert.deepEqual(
      [names("name"), names("size")],
      [
        ["a", "b", "c"],
        ["a", "b", "c"],
      ],
    );
    all[2]!.bytes = 1;
    assert.deepEqual(names("size"), ["b", "a", "c"]);
  });

  it("has a tensor's statistics in few digits", () => {
    const rows = statisticsRows({
      numel: 8000,
      min: -1 / 3,
      max: null,
      mean: 0,
      std: 1e-9,
      nanCount: 4,
      infCount: 0,
    });
    assert.deepEqual(rows, [
      ["min", "-0.333333"],
      ["max", "–"],
      ["mean", "0"],
      ["std", "1e-9"],
      ["NaN", "4 (0.05 %)"],
      ["infinite", "0"],
      ["elements", "8,000"],
    ]);
  });
});
