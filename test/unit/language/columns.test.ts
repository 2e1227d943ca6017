import assert from "node:assert/strict";
import { columnsOf } from "../../../src/kernel/session/columns.js";
import { Dataset, DatasetDict } from "../../../src/library/datasets/index.js";
import { TestNotebook } from "./support.js";

const rows = [
  { dialogue: "A: Hi", "n tokens": 3, tags: ["a"], topic: null },
  { dialogue: "B: No", "n tokens": 4, tags: [], topic: "x" },
];

describe("columns of data sets that a kernel holds", function () {
  this.timeout(30_000);
  const load = 'import { loadDataset } from "summnb";\nlet dataset = await loadDataset("data.jsonl");';
  let notebook: TestNotebook;

  before(() => {
    notebook = new TestNotebook();
  });
  after(() => notebook.close());

  function know(text: string): void {
    const columns = columnsOf(new DatasetDict({ train: Dataset.fromList(rows) }))!;
    notebook.service.setColumns({
      notebook: notebook.name,
      variables: [{ name: "dataset", cell: "0", text, columns }],
    });
  }

  it("are told with the types that their values have", () => {
    const columns = columnsOf(Dataset.fromList(rows));
    assert.deepEqual(columns, [
      { name: "dialogue", type: "string" },
      { name: "n tokens", type: "number" },
      { name: "tags", type: "string[]" },
      { name: "topic", type: "null | string" },
    ]);
    assert.equal(columnsOf({ features: ["a"] }), undefined);
  });

  it("are looked for in the variables that hold data sets", () => {
    notebook.cells(`${load}\nconst n = 1;\nconst small = dataset.train;`);
    assert.deepEqual(notebook.service.datasets({ notebook: notebook.name, cell: "0" }), ["dataset", "small"]);
  });

  it("complete as members of rows and as names", () => {
    notebook.cells(load, "dataset.train.row(0).‸");
    know(load);
    assert.deepEqual(notebook.completions(), ["dialogue", "n tokens", "tags", "topic"]);
    for (const text of [
      'dataset.train.column("‸")',
      'dataset.test.texts("‸")',
      'dataset.renameColumn("‸", "b")',
    ])
      assert.deepEqual(
        notebook.cells(load, text).completions(),
        ["dialogue", "n tokens", "tags", "topic"],
        text,
      );
  });

  it("are checked, also where a later cell made a data set of them", () => {
    notebook.cells(
      load,
      "const small = dataset.train.select([0]);\ndataset = dataset.shuffle();",
      'small.column("dialog");\nsmall.map((row) => ({ size: row.dialogue.length + row.topic.length }));',
    );
    know(load);
    assert.deepEqual(notebook.faults(1), []);
    const [column, value, ...more] = notebook.faults(2);
    assert.match(column!, /^error \["dialog"\] Argument of type '"dialog"' is not assignable/);
    assert.match(value!, /^error \[row\.topic\] 'row\.topic' is possibly 'null'/);
    assert.deepEqual(more, []);
    assert.match(
      notebook.cells(load, "data‸set").hover()!,
      /^let dataset: DatasetDict<\{\s*dialogue: string;/,
    );
  });

  it("are forgotten once the cell that loads them is changed", () => {
    notebook.cells(load, 'dataset.train.column("dialog");');
    know(`${load}\n`);
    assert.deepEqual(notebook.faults(1), []);
  });

  it("leave the rows alone that the user has declared", () => {
    const own = load.replace("loadDataset(", "loadDataset<{ text: string }>(");
    notebook.cells(own, "dataset.train.row(0).‸");
    know(own);
    assert.deepEqual(notebook.completions(), ["text"]);
  });
});
