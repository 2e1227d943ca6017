import assert from "node:assert/strict";
import { Dataset, DatasetDict } from "../../../src/library/datasets/index.js";
import { type MimeBundle, mimeOf, parsePayload } from "../../../src/protocol/index.js";

const train = Dataset.fromList(
  Array.from({ length: 12 }, (_, id) => ({
    id,
    document: `<b>${id}</b> & more`,
    note: id === 0 ? null : [id],
  })),
);
const dict = new DatasetDict({ train, test: train.select([0, 1]) }, "corpus");

const data = (bundle: MimeBundle) => parsePayload("dataset", bundle[mimeOf("dataset")]).data;

describe("showing data sets", () => {
  it("prints what Hugging Face prints", () => {
    assert.equal(String(train), "Dataset({\n    features: ['id', 'document', 'note'],\n    num_rows: 12\n})");
    assert.equal(
      String(dict),
      `DatasetDict({
    train: Dataset({
        features: ['id', 'document', 'note'],
        num_rows: 12
    })
    test: Dataset({
        features: ['id', 'document', 'note'],
        num_rows: 2
    })
})`,
    );
    const single = new DatasetDict({ train: train.removeColumns(["id", "document", "note"]) });
    assert.equal(
      single.toMimeBundle("o")["text/plain"],
      "DatasetDict({\n    train: Dataset({\n        features: [],\n        num_rows: 12\n    })\n})",
    );
  });

  it("bundles the splits and the first rows", () => {
    const bundle = dict.toMimeBundle("output-1");
    const payload = parsePayload("dataset", bundle[mimeOf("dataset")]);
    assert.deepEqual([payload.outputId, payload.seq, payload.final], ["output-1", 0, true]);
    assert.equal(payload.data.name, "corpus");
    assert.deepEqual(
      payload.data.splits.map(({ name, numRows }) => [name, numRows]),
      [
        ["train", 12],
        ["test", 2],
      ],
    );
    assert.equal(payload.data.preview.split, "train");
    assert.deepEqual(payload.data.preview.columns, ["id", "document", "note"]);
    assert.equal(payload.data.preview.rows.length, 12);
    assert.deepEqual(payload.data.preview.rows[0], ["0", "<b>0</b> & more", "null"]);
    assert.deepEqual(payload.data.preview.rows[2], ["2", "<b>2</b> & more", "[2]"]);
    assert.equal(bundle["text/plain"], String(dict));
  });

  it("escapes its static table", () => {
    const html = String(train.toMimeBundle("o")["text/html"]);
    assert.ok(html.includes("&lt;b&gt;0&lt;/b&gt; &amp; more"));
    assert.ok(!html.includes("<b>0</b>"));
  });

  it("cuts long cells between characters", () => {
    const long = Dataset.fromList([{ text: "x".repeat(9999) + "😀".repeat(10) }]);
    assert.equal(data(long.toMimeBundle("o")).preview.rows[0]![0], `${"x".repeat(9999)}…`);
  });

  it("holds a bounded part of a large data set", () => {
    const rowsOf = (text: string) =>
      data(Dataset.fromList(Array.from({ length: 500 }, (_, id) => ({ id, text }))).toMimeBundle("o")).preview
        .rows;
    assert.equal(rowsOf("short").length, 100);
    assert.equal(rowsOf("x".repeat(20_000)).length, 19);
    const wide = Dataset.fromList([
      Object.fromEntries(Array.from({ length: 30 }, (_, id) => [id, "x".repeat(9000)])),
    ]);
    assert.equal(data(wide.toMimeBundle("o")).preview.rows.length, 1);
  });

  it("shows a data set without rows or splits", () => {
    assert.deepEqual(data(train.filter(() => false).toMimeBundle("o")).preview.rows, []);
    assert.deepEqual(data(new DatasetDict({}).toMimeBundle("o")).splits, []);
  });
});

describe("DatasetDict", () => {
  it("works on all splits", async () => {
    assert.deepEqual(
      [...dict].map(([name]) => name),
      ["train", "test"],
    );
    assert.ok(dict.has("test") && !dict.has("validation"));
    assert.equal(dict.filter(({ id }) => id > 0).get("test").numRows, 1);
    assert.deepEqual(dict.map(({ id }) => ({ id: id * 2 })).test.column("id"), [0, 2]);
    const later = await dict.map(async ({ id }) => ({ id: id * 3 }), { removeColumns: ["note"] });
    assert.deepEqual(later.test.column("id"), [0, 3]);
    assert.deepEqual(later.train.features, ["id", "document"]);
    assert.deepEqual(dict.renameColumn("id", "key").train.features, ["key", "document", "note"]);
    assert.deepEqual(dict.renameColumns({ id: "key" }).removeColumns("note").test.features, [
      "key",
      "document",
    ]);
    assert.deepEqual(dict.shuffle({ seed: 1 }).train.column("id"), train.shuffle({ seed: 1 }).column("id"));
    assert.throws(
      () => dict.validation,
      /The data set "corpus" has no split "validation": it has train, test/,
    );
  });

  it("has a fingerprint of the names and contents of its splits", () => {
    const again = new DatasetDict({ train, test: train.select([0, 1]) }, "other name");
    assert.equal(again.fingerprint, dict.fingerprint);
    assert.notEqual(new DatasetDict({ train, dev: train.select([0, 1]) }).fingerprint, dict.fingerprint);
  });
});
