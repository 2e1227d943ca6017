import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { Dataset, loadDataset } from "../../../src/library/datasets/index.js";
import { scratchFolder } from "./files.js";

const rows = [
  { id: 0, text: "zero" },
  { id: 1, text: "one" },
  { id: 2, text: "two" },
  { id: 3, text: "three" },
];
const dataset = Dataset.fromList(rows, { name: "numbers" });

describe("Dataset", () => {
  const scratch = scratchFolder();

  it("gives rows and columns", () => {
    assert.equal(dataset.numRows, 4);
    assert.deepEqual(dataset.features, ["id", "text"]);
    assert.deepEqual(dataset.row(1), rows[1]);
    assert.deepEqual(dataset.row(-1), rows[3]);
    assert.deepEqual([...dataset], rows);
    assert.deepEqual(dataset.column("text"), ["zero", "one", "two", "three"]);
    assert.deepEqual(dataset.texts("text"), ["zero", "one", "two", "three"]);
  });

  it("can't be changed through a row that it gave", () => {
    dataset.row(0).text = "changed";
    for (const row of dataset) row.text = "changed";
    dataset.filter((row) => {
      row.text = "changed";
      return true;
    });
    dataset.map((row) => {
      row.text = "changed";
      return {};
    });
    assert.deepEqual(dataset.rows(), rows);
  });

  it("selects and filters", () => {
    assert.deepEqual(dataset.select([3, 0, -1]).column("id"), [3, 0, 3]);
    assert.deepEqual(dataset.filter(({ id }, index) => id % 2 === 1 && index < 3).rows(), [rows[1]]);
    assert.equal(dataset.filter(() => false).numRows, 0);
  });

  it("maps, synchronously and with promises, in order", async () => {
    const doubled = dataset.map(({ id }, index) => ({ twice: id * 2, index }));
    assert.deepEqual(doubled.features, ["id", "text", "twice", "index"]);
    assert.deepEqual(doubled.row(3), { id: 3, text: "three", twice: 6, index: 3 });
    const seen: number[] = [];
    const tokenized = await dataset.map(
      async ({ id, text }) => {
        await new Promise((resolve) => setTimeout(resolve, 4 - id));
        seen.push(id);
        return { input_ids: [text.length] };
      },
      { removeColumns: ["text"] },
    );
    assert.deepEqual(seen, [0, 1, 2, 3]);
    assert.deepEqual(tokenized.features, ["id", "input_ids"]);
    assert.deepEqual(tokenized.row(2), { id: 2, input_ids: [3] });
    assert.deepEqual(dataset.map(({ text }) => ({ text: text.length })).column("text"), [4, 3, 3, 5]);
    // A column that the function gives again stays, though it was to be removed.
    assert.deepEqual(dataset.map(() => ({ id: 9 }), { removeColumns: "id" }).row(0), { text: "zero", id: 9 });
  });

  it("renames and removes columns", () => {
    const renamed = dataset.renameColumn("text", "document");
    assert.deepEqual(renamed.features, ["id", "document"]);
    assert.deepEqual(renamed.row(0), { id: 0, document: "zero" });
    assert.deepEqual(dataset.renameColumns({ id: "text", text: "id" }).row(1), { text: 1, id: "one" });
    assert.deepEqual(dataset.removeColumns("id").row(0), { text: "zero" });
  });

  it("shuffles anew without a seed, and repeats with one", () => {
    const many = Dataset.fromList(Array.from({ length: 50 }, (_, id) => ({ id })));
    assert.deepEqual(many.shuffle({ seed: 3 }).column("id"), many.shuffle({ seed: 3 }).column("id"));
    assert.notDeepEqual(many.shuffle().column("id"), many.shuffle().column("id"));
  });

  it("splits a quarter off by default", () => {
    const { train, test } = dataset.trainTestSplit({ seed: 1 });
    assert.equal(test.numRows, 1);
    assert.deepEqual([...train.column("id"), ...test.column("id")].sort(), [0, 1, 2, 3]);
  });

  const bad: [string, () => unknown, RegExp][] = [
    ["a row that is not there", () => dataset.row(4), /There is no row 4: the data set "numbers" has 4 row/],
    ["a row between rows", () => dataset.select([0.5]), /There is no row 0\.5/],
    [
      "a column that is not there",
      () => dataset.column("summary" as "id"),
      /no column "summary" in the data set "numbers": its columns are id, text/,
    ],
    [
      "to rename to a name twice",
      () => dataset.renameColumn("id", "text"),
      /Two columns .* would be named "text"/,
    ],
    ["to remove nothing", () => dataset.removeColumns(["idd" as "id"]), /no column "idd"/],
    [
      "texts that are none",
      () => dataset.texts("id"),
      /Row 0 of the data set "numbers" has no text in column "id" but 0/,
    ],
    [
      "a map without columns",
      () => dataset.map(() => undefined as unknown as object & Record<string, unknown>),
      /returned null for row 0/,
    ],
    [
      "a test of more rows than there are",
      () => dataset.trainTestSplit({ testSize: 4 }),
      /testSize 4 is neither a share/,
    ],
    ["a negative share", () => dataset.trainTestSplit({ testSize: -0.5 }), /testSize -0\.5 is neither/],
    [
      "shares above one",
      () => dataset.trainTestSplit({ testSize: 0.9, trainSize: 0.9 }),
      /ask for 7 rows of 4/,
    ],
    ["a test that takes all", () => dataset.trainTestSplit({ testSize: 0.99 }), /leaves none for training/],
  ];
  for (const [what, call, message] of bad)
    it(`refuses ${what}`, () => {
      assert.throws(call, { name: "SummnbError", message });
    });

  it("writes JSON Lines that read back the same", async () => {
    const odd = Dataset.fromList([{ text: 'ä "q"\n\u2028', list: [1, null], big: 2n ** 60n }, { text: "b" }]);
    const file = scratch.path("deep", "out.jsonl");
    await odd.toJSONL(file);
    assert.equal((await readFile(file, "utf8")).split("\n").length, 3);
    const back = (await loadDataset(file)).train;
    assert.deepEqual(back.features, ["text", "list", "big"]);
    assert.deepEqual(back.row(0), { text: 'ä "q"\n\u2028', list: [1, null], big: "1152921504606846976" });
    assert.deepEqual(back.row(1), { text: "b", list: null, big: null });
  });

  it("has a fingerprint of its content alone", () => {
    const { fingerprint } = dataset;
    assert.match(fingerprint, /^[0-9a-f]{64}$/);
    assert.equal(Dataset.fromList(rows).fingerprint, fingerprint);
    const others = [
      dataset.select([1, 0, 2, 3]),
      dataset.renameColumn("id", "Id"),
      dataset.map(({ id }) => ({ id: String(id) })),
    ];
    assert.equal(new Set([fingerprint, ...others.map((other) => other.fingerprint)]).size, 4);
  });
});
