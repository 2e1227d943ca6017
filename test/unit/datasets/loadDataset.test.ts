import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { Dataset, DatasetDict, loadDataset } from "../../../src/library/datasets/index.js";
import { scratchFolder } from "./files.js";

const lines = (...values: number[]) => values.map((value) => `{"value":${value}}\n`).join("");

describe("loadDataset", () => {
  const scratch = scratchFolder();

  it("finds the splits of a folder by the names of its files", async () => {
    await scratch.write("d/README.md", "no data");
    await scratch.write("d/trainer_state.json", "{}");
    await scratch.write("d/dev.jsonl.gz", gzipSync(lines(3)));
    await scratch.write("d/test-set.csv", "value\n4\n");
    await scratch.write("d/train-00001-of-00002.jsonl", lines(2));
    await scratch.write("d/train-00000-of-00002.jsonl", lines(1));
    const dataset = await loadDataset(scratch.path("d"));
    assert.deepEqual([...dataset.splits.keys()], ["train", "validation", "test"]);
    assert.deepEqual(dataset.train.column("value"), [1, 2]);
    assert.deepEqual(dataset.validation.column("value"), [3]);
    assert.deepEqual(dataset.get("test").column("value"), ["4"]);
    assert.equal(dataset.name, "d");
  });

  it("knows a split's word inside a name, and Hugging Face's data folder", async () => {
    await scratch.write("h/README.md", "");
    await scratch.write("h/data/corpus.train.jsonl", lines(1));
    await scratch.write("h/data/corpus_valid.jsonl", lines(2));
    const dataset = await loadDataset(scratch.path("h"));
    assert.deepEqual([...dataset.splits.keys()], ["train", "validation"]);
  });

  it("takes one file as train, files by split, and several files a split", async () => {
    const a = await scratch.write("a.jsonl", lines(1));
    const b = await scratch.write("b.jsonl", lines(2));
    assert.deepEqual([...(await loadDataset(a)).splits.keys()], ["train"]);
    assert.deepEqual((await loadDataset(scratch.path("a.jsonl"), { split: "train" })).numRows, 1);
    const dataset = await loadDataset({ train: [a, b], held: b });
    assert.deepEqual(dataset.train.column("value"), [1, 2]);
    assert.deepEqual(dataset.get("held").column("value"), [2]);
  });

  it("takes the only data file of a folder as train", async () => {
    await scratch.write("one/corpus.jsonl", lines(1));
    assert.equal((await loadDataset(scratch.path("one"))).train.numRows, 1);
  });

  const parts: [split: string, expected: number[]][] = [
    ["train", [0, 1, 2, 3, 4]],
    ["train[1:3]", [1, 2]],
    ["train[-2:]", [3, 4]],
    ["train[:40%]", [0, 1]],
    // 0.5 and 2.5 rows: Python rounds to even, so 0 and 2.
    ["train[10%:50%]", [0, 1]],
    ["train[:99]", [0, 1, 2, 3, 4]],
    ["train[4:2]", []],
  ];
  for (const [split, expected] of parts)
    it(`loads ${split}`, async () => {
      const file = await scratch.write("a.jsonl", lines(0, 1, 2, 3, 4));
      const dataset = await loadDataset(file, { split });
      assert.ok(dataset instanceof Dataset);
      assert.deepEqual(dataset.column("value"), expected);
    });

  const refusal = (source: Parameters<typeof loadDataset>[0], message: RegExp, split?: string) =>
    assert.rejects(loadDataset(source, { split }), { name: "SummnbError", message });

  it("says that a file or folder is missing", async () => {
    await refusal(scratch.path("nothing"), /There is no file or folder .*nothing.*check the path/);
    await refusal({ train: scratch.path("none.csv") }, /There is no file or folder .*none\.csv/);
    for (const name of ["data/none.csv", "none.zip", "./none", "a/b/c", ""])
      await refusal(name, /There is no file or folder .* in .*: check the path/);
  });

  it("says that a local path has no configurations", async () => {
    const file = await scratch.write("a.jsonl", lines(1));
    await assert.rejects(
      loadDataset(file, "3.0.0"),
      /is a local path, and only data sets of the Hub have conf.*"3\.0\.0"/,
    );
  });

  it("guesses which column was meant", async () => {
    const file = await scratch.write("a.csv", "id,dialogue,highlights,topic\n1,2,3,4\n");
    const { train } = await loadDataset(file);
    const lists = "its columns are id, dialogue, highlights, topic";
    const refuses = (column: string, setting: string | undefined, message: string) =>
      assert.throws(() => train.texts(column, setting), {
        message: `There is no column "${column}" in the data set "train" (from a.csv): ${message}`,
      });
    refuses(
      "document",
      "documentColumn",
      `${lists}; did you mean "dialogue"? Name the right one as documentColumn.`,
    );
    refuses(
      "summary",
      "--summary-column",
      `${lists}; did you mean "highlights"? Name the right one as --summary-column.`,
    );
    refuses("Dialogues", undefined, `${lists}; did you mean "dialogue"?`);
    refuses("nothing", undefined, `${lists}.`);
  });

  it("says what a folder lacks or holds twice", async () => {
    await mkdir(scratch.path("empty"));
    await refusal(scratch.path("empty"), /empty holds no data file: it needs files of \.jsonl/);
    await scratch.write("two/a.jsonl", lines(1));
    await scratch.write("two/b.jsonl", lines(1));
    await refusal(scratch.path("two"), /None of the files in .*two is named after a split/);
    await scratch.write("both/train.jsonl", lines(1));
    await scratch.write("both/train.csv", "a\n1\n");
    await refusal(scratch.path("both"), /split train in several formats \(train\.csv, train\.jsonl\)/);
  });

  it("says that a split is not there or not written like one", async () => {
    const file = await scratch.write("a.jsonl", lines(1));
    await refusal(file, /"a\.jsonl" has no split "test": it has train/, "test");
    await refusal(file, /"train\[:" names no split or part of one/, "train[:");
    await refusal({}, /No data file was given/);
    assert.throws(() => new DatasetDict({}).train, /has no split "train": it has none/);
  });
});
