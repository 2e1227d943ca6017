import assert from "node:assert/strict";
import { Dataset } from "../../../src/library/datasets/index.js";
import { print, pythonText } from "../../../src/library/display/index.js";

describe("print, as Python's", () => {
  const cases: [value: unknown, text: string][] = [
    [{ document: "It's 5 o'clock.\n", id: "a" }, `{'document': "It's 5 o'clock.\\n", 'id': 'a'}`],
    [{ rouge1: 20.43459827021852 }, "{'rouge1': 20.43459827021852}"],
    [[1, null, true, ["x"]], "[1, None, True, ['x']]"],
    [Int32Array.of(3, 1), "[3, 1]"],
    [Dataset.fromList([{ text: "a" }]), "Dataset({\n    features: ['text'],\n    num_rows: 1\n})"],
  ];
  for (const [value, text] of cases) it(`prints ${text}`, () => assert.equal(pythonText(value), text));

  it("prints texts as they are, and a space between values", () => {
    const { log } = console;
    const lines: unknown[][] = [];
    console.log = (...values: unknown[]) => lines.push(values);
    try {
      print("100% of", ["it's"], 2);
    } finally {
      console.log = log;
    }
    assert.deepEqual(lines, [["%s", `100% of ["it's"] 2`]]);
  });
});
