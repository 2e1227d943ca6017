import assert from "node:assert/strict";
import { TestNotebook } from "./support.js";

const load = `import { loadDataset } from "summnb";
/** What the notebook is about. */
const dataset = await loadDataset("data.jsonl");
let threshold = 0.5;
/** Doubles. @param x what to double */
function twice(x: number) { return 2 * x; }`;

describe("IntelliSense in cells", function () {
  this.timeout(30_000);
  let notebook: TestNotebook;

  before(() => {
    notebook = new TestNotebook();
  });
  after(() => notebook.close());

  describe("completion", () => {
    it("gives the members of an earlier cell's variable, also where brackets are still open", () => {
      for (const text of ["dataset.‸", "function f() {\n  if (x) { g(dataset.‸", "const t = `${dataset.‸"])
        assert.ok(notebook.cells(load, text).completions().includes("train"), text);
    });

    it("gives each name once, with the kind that its own cell gave it", () => {
      const { items, isMember } = notebook.cells(load, "thr‸").service.completions(notebook.place);
      assert.equal(isMember, false);
      const kinds = (name: string) => items.filter((item) => item.name === name).map(({ kind }) => kind);
      assert.deepEqual(kinds("threshold"), ["let"]);
      assert.deepEqual(kinds("dataset"), ["const"]);
      assert.deepEqual(kinds("twice"), ["function"]);
      assert.deepEqual(kinds("loadDataset"), ["import"]);
    });

    it("gives the options of the library's calls, and their comments", () => {
      assert.ok(notebook.cells(load, "dataset.train.shuffle({ ‸ })").completions().includes("seed"));
      const details = notebook.service.completionDetails({ ...notebook.place, name: "seed" });
      assert.match(details!.detail, /seed\?: number/);
      assert.match(details!.documentation, /Equal seeds give equal orders/);
    });

    it("offers what the library exports with the import that it needs", () => {
      const { items } = notebook.cells(load, "AutoTok‸").service.completions(notebook.place);
      assert.equal(items.find(({ name }) => name === "AutoTokenizer")?.from, "summnb");
      assert.equal(items.find(({ name }) => name === "loadDataset")?.from, undefined);
      const details = notebook.service.completionDetails({
        ...notebook.place,
        name: "AutoTokenizer",
        from: "summnb",
      });
      assert.deepEqual(details!.edits, [
        { start: 0, end: 0, text: 'import { AutoTokenizer } from "summnb";\n' },
      ]);
    });

    it("adds to an import that the cell has", () => {
      const text = 'import { range } from "summnb";\nLora‸';
      const details = notebook
        .cells(text)
        .service.completionDetails({ ...notebook.place, name: "LoraConfig", from: "summnb" });
      const at = text.indexOf(" }");
      assert.deepEqual(details!.edits, [{ start: at, end: at, text: ", LoraConfig" }]);
    });
  });

  describe("hover", () => {
    const cases: [title: string, text: string, code: string | RegExp][] = [
      ["a constant", "data‸set", "const dataset: DatasetDict<Row>"],
      ["a variable", "thres‸hold", "let threshold: number"],
      ["a function", "tw‸ice(1)", "function twice(x: number): number"],
      ["a member", "dataset.tr‸ain", "(property) DatasetDict<Row>.train: Dataset<Row>"],
      [
        "a name that an earlier cell imported",
        "loadDa‸taset",
        /^function loadDataset<R extends Row = Row>\(source: /,
      ],
    ];
    for (const [title, text, code] of cases)
      it(`tells the type of ${title}`, () => {
        const found = notebook.cells(load, text).hover();
        if (typeof code === "string") assert.equal(found, code);
        else assert.match(found!, code);
      });

    it("has the comment of the declaration", () => {
      const { documentation } = notebook.cells(load, "tw‸ice(1)").service.hover(notebook.place)!;
      assert.equal(documentation, "Doubles.\n\n*@param* — `x` what to double");
      assert.match(
        notebook.cells(load, "data‸set").service.hover(notebook.place)!.documentation,
        /What the notebook is about/,
      );
    });
  });

  describe("signature help", () => {
    it("names the parameters, with the one that is being written", () => {
      const help = notebook.cells(load, "loadDataset('a', ‸)").service.signatures(notebook.place)!;
      assert.equal(help.activeParameter, 1);
      const { label, parameters } = help.signatures[help.activeSignature]!;
      assert.match(label, /^loadDataset\(source: [^,]+, config: string, options\??: /);
      assert.equal(label.slice(...parameters[0]!.label), "source: string");
    });

    it("knows functions of earlier cells and their comments", () => {
      const help = notebook.cells(load, "twice(‸").service.signatures(notebook.place)!;
      assert.equal(help.signatures[0]!.label, "twice(x: number): number");
      assert.equal(help.signatures[0]!.documentation, "Doubles.");
      assert.equal(help.signatures[0]!.parameters[0]!.documentation, "what to double");
    });
  });

  describe("definitions", () => {
    it("are in the cell that declares the name last, by whatever keyword", () => {
      for (const name of ["threshold", "dataset", "twice"]) {
        const [definition] = notebook
          .cells(load, "let before = 1;", `${name}‸`)
          .service.definitions(notebook.place);
        assert.ok(definition && "cell" in definition, name);
        assert.equal(definition.cell, "0");
        assert.equal(load.slice(definition.start, definition.end), name);
      }
    });

    it("of the library are in its declarations", () => {
      const [definition] = notebook.cells(load, "loadDataset‸").service.definitions(notebook.place);
      assert.ok(definition && "file" in definition);
      assert.match(definition.file, /library\/datasets\/load\.d\.ts$/);
    });
  });

  it("answers nothing for notebooks and cells that it does not know", () => {
    const place = { notebook: "unknown", cell: "0", offset: 0 };
    assert.deepEqual(notebook.service.diagnostics(place), []);
    assert.deepEqual(notebook.service.completions(place).items, []);
    assert.equal(notebook.service.hover(place), undefined);
    assert.equal(
      notebook.cells("1").service.hover({ ...place, notebook: notebook.name, cell: "9" }),
      undefined,
    );
  });
});
