import assert from "node:assert/strict";
import { checkTrainConfig } from "../../../src/cli/train-config.js";
import { readData } from "../../../src/cli/training-data.js";
import { scratchFolder } from "../datasets/files.js";

describe("the data of a training's config", () => {
  const scratch = scratchFolder();
  const lines = (...values: number[]) => values.map((value) => `{"value":${value}}\n`).join("");

  const read = async (dataset: unknown) => {
    const { splits, columns } = await readData(checkTrainConfig({ model: "m", dataset }, "c.json"));
    return {
      columns,
      splits: Object.fromEntries(Array.from(splits, ([name, rows]) => [name, rows.column("value")])),
    };
  };

  beforeEach(async () => {
    await scratch.write("d/train.jsonl", lines(1, 2, 3, 4));
    await scratch.write("d/dev.jsonl", lines(5));
  });

  it("is a name alone, files by split, or parts of a named data set's splits", async () => {
    const name = scratch.path("d");
    const all = { train: [1, 2, 3, 4], validation: [5] };
    assert.deepEqual((await read(name)).splits, all);
    assert.deepEqual((await read({ name })).splits, all);
    const train = scratch.path("d/dev.jsonl");
    assert.deepEqual((await read({ train })).splits, { train: [5] });
    const parts = { name, train: "train[:50%]", validation: "train[50%:]", documentColumn: "article" };
    assert.deepEqual(await read(parts), {
      splits: { train: [1, 2], validation: [3, 4] },
      columns: { documentColumn: "article", summaryColumn: undefined },
    });
  });
});
