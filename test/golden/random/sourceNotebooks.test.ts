import assert from "node:assert/strict";
import { Dataset, range } from "../../../src/library/index.js";
import { readGolden } from "../goldenData.js";
import { assertOrder, type Order } from "./assertOrder.js";

type Selection = Order & { of: number };

const golden = readGolden<Record<string, Selection>>("data_order", "source_notebooks.json");

/** A split of the real size, whose rows know their numbers. */
const split = (name: string) => Dataset.fromList(range(golden[name]!.of).map((row) => ({ row })));

describe("Rows that the source notebooks take of the real data sets", () => {
  const tenths = { cnn_dailymail_train: 28_711, cnn_dailymail_validation: 1_336 };
  for (const [name, rows] of Object.entries(tenths))
    it(`are ${rows} of ${name}, those of Python`, () => {
      const dataset = split(name);
      const sample = dataset.shuffle({ seed: 42 }).select(range(Math.floor(dataset.length * 0.1)));
      assert.equal(sample.length, rows);
      assertOrder(sample.column("row"), golden[name]!);
    });

  it("are 100 of XSum, 80 to train on and 20 others to evaluate, those of Python", () => {
    const hundred = split("xsum").shuffle({ seed: 42 }).select(range(100));
    assertOrder(hundred.column("row"), golden.xsum!);
    const train = hundred.shuffle({ seed: 42 }).select(range(80));
    const evaluation = hundred.shuffle({ seed: 42 }).select(range(80, 100));
    assertOrder(train.column("row"), golden.xsum_train!);
    assertOrder(evaluation.column("row"), golden.xsum_eval!);
  });
});
