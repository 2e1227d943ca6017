import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { TestNotebook } from "./support.js";

describe("mistakes in cells", function () {
  this.timeout(30_000);
  let notebook: TestNotebook;

  before(() => {
    notebook = new TestNotebook();
  });
  after(() => notebook.close());

  it("are found against the types of earlier cells, at their own place", () => {
    notebook.cells(
      "let count = 1;\nclass Box<T> { constructor(readonly value: T) {} }",
      'count = 2;\ncount = "three";\nnew Box(1).value.length;',
    );
    assert.deepEqual(notebook.faults(0), []);
    assert.deepEqual(notebook.faults(1), [
      "error [count] Type 'string' is not assignable to type 'number'.",
      "error [length] Property 'length' does not exist on type 'number'.",
    ]);
  });

  it("are found against the library's types", () => {
    notebook.cells(
      'import { loadDataset, LoraConfig } from "summnb";\nconst dataset = await loadDataset("data.jsonl");',
      'dataset.train.select("1");\ndataset.trian;\nnew LoraConfig({ r: "8" });',
    );
    const [select, split, rank, ...more] = notebook.faults(1);
    assert.match(select!, /^error \["1"\] Argument of type 'string' is not assignable/);
    assert.match(split!, /^error \[trian\] Property 'trian' does not exist on type 'DatasetDict<Row>'/);
    assert.match(rank!, /^error \[r\] Type 'string' is not assignable to type 'number/);
    assert.deepEqual(more, []);
  });

  it("are not what notebooks allow: top-level await, declaring again, using what was declared before", () => {
    notebook.cells(
      'import path from "node:path";\nconst total = await Promise.resolve(1);\nfunction f() { return 1; }',
      'import path from "node:path";\nconst total = total + 1;\nclass f {}\nlet unused = 1;',
      "path.join(String(total));\nnew f();\nfor (const x of [1]) ;\nunused\ntry { JSON.parse(''); } catch (e) { e.message; }\n(x) => x",
    );
    for (const cell of [0, 1, 2]) assert.deepEqual(notebook.faults(cell), [], `cell ${cell}`);
  });

  it("name a constant of an earlier cell that is assigned to", () => {
    notebook.cells("const fixed = 1;", "fixed = 2;");
    assert.deepEqual(notebook.faults(1), [
      "error [fixed] “fixed” is a constant of an earlier cell and can't be assigned to.",
    ]);
  });

  it("are warnings where only a later cell declares the name, and errors where none does", () => {
    notebook.cells("const f = () => threshold + nowhere;", "const threshold = 3;");
    assert.deepEqual(notebook.faults(0), [
      "warning [threshold] “threshold” is declared by a later cell only: it is there once that cell has run.",
      "error [nowhere] Cannot find name 'nowhere'.",
    ]);
  });

  it("of the grammar are the only ones of their cell, and leave the other cells alone", () => {
    notebook.cells("const a = 1;\nf(a;", "const b: string = a;");
    assert.deepEqual(notebook.faults(0), ["error [;] ')' expected."]);
    assert.deepEqual(notebook.faults(1), ["error [b] Type 'number' is not assignable to type 'string'."]);
    notebook.cells("function open() {", "1");
    assert.deepEqual(notebook.faults(0), ["error [] '}' expected."]);
  });

  it("follow the order of cells, and go when their cause goes", () => {
    const first = { cell: "a", text: "const x = 1;" };
    const second = { cell: "b", text: "let x = 'text';" };
    const third = { cell: "c", text: "x.toFixed();" };
    const update = (...cells: { cell: string; text?: string }[]) =>
      notebook.service.update({ notebook: notebook.name, folder: notebook.folder, cells });
    const found = () =>
      notebook.service.diagnostics({ notebook: notebook.name, cell: "c" }).map(({ message }) => message);
    update(first, second, third);
    assert.deepEqual(found(), ["Property 'toFixed' does not exist on type 'string'. Did you mean 'fixed'?"]);
    update({ cell: "b" }, { cell: "a" }, { cell: "c" });
    assert.deepEqual(found(), []);
    update({ cell: "c" });
    assert.deepEqual(found(), ["Cannot find name 'x'."]);
  });

  it("follow the files that cells import, as they change", () => {
    mkdirSync(path.join(notebook.folder, "lib"));
    const file = path.join(notebook.folder, "lib/helper.ts");
    writeFileSync(file, "export const rate: number = 1;\nexport default function run() { return 'text'; }\n");
    writeFileSync(path.join(notebook.folder, "plan.json"), '{ "steps": 3 }');
    notebook.cells(
      'import run, { rate } from "./lib/helper.ts";\nimport plan from "./plan.json" with { type: "json" };',
      "const text: string = rate;\nrun().length + plan.steps;\nplan.epochs;",
      'import nothing from "./missing.ts";',
    );
    assert.deepEqual(notebook.faults(1), [
      "error [text] Type 'number' is not assignable to type 'string'.",
      "error [epochs] Property 'epochs' does not exist on type '{ steps: number; }'.",
    ]);
    assert.match(notebook.faults(2)[0]!, /^error \["\.\/missing\.ts"\] Cannot find module/);
    writeFileSync(
      file,
      "export const rate: string = 'fast';\nexport default function run() { return 'text'; }\n",
    );
    notebook.cells(
      'import run, { rate } from "./lib/helper.ts";',
      "const text: string = rate;\nrun().length;",
    );
    assert.deepEqual(notebook.faults(1), []);
  });

  it("know Node and no browser", () => {
    notebook.cells(
      'process.exitCode = "now or never".length;\nBuffer.from("a").toString("base64");\ndocument.title;',
    );
    const [only, ...more] = notebook.faults(0);
    assert.match(only!, /^error \[document\] Cannot find name 'document'/);
    assert.deepEqual(more, []);
  });
});
