import assert from "node:assert/strict";
import { Dataset } from "../../../src/library/datasets/index.js";
import { readGolden } from "../goldenData.js";
import { assertOrder, type Order } from "../random/assertOrder.js";

interface Golden {
  shuffle_select: Record<string, Order>;
  train_test_split: Record<string, { train: Order; test: Order }>;
}

const golden = readGolden<Golden>("data_order", "data_order.json");

function numbered(rows: number): Dataset<{ index: number }> {
  return Dataset.fromList(Array.from({ length: rows }, (_, index) => ({ index })));
}

/** `test_size=0.3,train_size=0.6` to our options. */
function splitOptions(text: string) {
  const value = (name: string) => {
    const found = new RegExp(`${name}=([\\d.]+)`).exec(text);
    return found ? Number(found[1]) : undefined;
  };
  return {
    testSize: value("test_size"),
    trainSize: value("train_size"),
    shuffle: !text.includes("shuffle=False"),
  };
}

describe("orders of rows, against Hugging Face's datasets", () => {
  for (const [name, expected] of Object.entries(golden.shuffle_select))
    it(`selects ${name}`, () => {
      const simple = /^seed(\d+)_n(\d+)_select(\d+)$/.exec(name);
      const selected = simple
        ? numbered(Number(simple[2]))
            .shuffle({ seed: Number(simple[1]) })
            .select(range(Number(simple[3])))
        : numbered(1000).shuffle({ seed: 42 }).shuffle({ seed: 7 }).select(range(20));
      assertOrder(selected.column("index"), expected);
    });

  for (const [name, expected] of Object.entries(golden.train_test_split))
    it(`splits ${name}`, () => {
      const [, rows, seed, options] = /^n(\d+)_seed(\d+)_(.*)$/.exec(name)!;
      const splits = numbered(Number(rows)).trainTestSplit({ seed: Number(seed), ...splitOptions(options!) });
      assertOrder(splits.train.column("index"), expected.train);
      assertOrder(splits.test.column("index"), expected.test);
    });

  it("covers every case of the reference", () => {
    assert.equal(Object.keys(golden.shuffle_select).length, 10);
    assert.equal(Object.keys(golden.train_test_split).length, 70);
  });
});

function range(end: number): number[] {
  return Array.from({ length: end }, (_, index) => index);
}
