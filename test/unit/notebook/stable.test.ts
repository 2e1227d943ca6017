import assert from "node:assert/strict";
import { type Notebook, newCell, parseNotebook, serializeNotebook } from "../../../src/notebook/index.js";
import type { NotebookOutput } from "../../../src/protocol/index.js";
import { fixture } from "./fixture.js";

/** Written by Python's nbformat 5.11, as JupyterLab saves. */
const jupyter = fixture("jupyter.ipynb");

/** Layouts of the same notebook that other programs write. */
const layouts: Record<string, string> = {
  "as nbformat writes it": jupyter,
  "with four spaces": JSON.stringify(JSON.parse(jupyter), null, 4),
  "with tabs and CRLF": `${JSON.stringify(JSON.parse(jupyter), null, "\t").replaceAll("\n", "\r\n")}\r\n`,
  "on one line": JSON.stringify(JSON.parse(jupyter)),
  "with a byte order mark": `\ufeff${jupyter}`,
  "with space around": `\n ${jupyter}\n\n`,
  "in other key order": JSON.stringify(
    Object.fromEntries(Object.entries(JSON.parse(jupyter) as object).reverse()),
    null,
    2,
  ),
  "with text as strings": JSON.stringify(
    JSON.parse(jupyter),
    (key, value) => (["source", "text", "text/html"].includes(key) ? (value as string[]).join("") : value),
    1,
  ),
  "with escapes and strange numbers": jupyter
    .replace("é", "\\u00e9")
    .replace('"b": 1.0', '"b": 1.50e+02, "2": 0, "1": -0.0')
    .replace("1e-05", "100000000000000000001"),
};

/** The lines of `after` that `before` doesn't have in the same order, and the other way round. */
function changedLines(before: string, after: string): { gone: string[]; come: string[] } {
  const a = before.split("\n");
  const b = after.split("\n");
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return { gone: a.slice(start, a.length - end), come: b.slice(start, b.length - end) };
}

function cell(notebook: Notebook, id: string) {
  return notebook.cells.find((candidate) => candidate.id === id)!;
}

describe("saving a notebook", () => {
  for (const [name, text] of Object.entries(layouts)) {
    it(`changes no byte of a file ${name}`, () => {
      const bytes = Buffer.from(text, "utf8");
      assert.ok(Buffer.from(serializeNotebook(parseNotebook(bytes)), "utf8").equals(bytes));
    });

    it(`changes only the edited cell of a file ${name}`, () => {
      const notebook = parseNotebook(text);
      const edited = cell(notebook, "bbbb2222");
      const before = edited.raw!;
      edited.source = "const x = 2;\nx + 1";
      const saved = serializeNotebook(notebook);
      const at = text.indexOf(before);
      assert.equal(saved.slice(0, at), text.slice(0, at));
      assert.equal(
        saved.slice(saved.length - (text.length - at - before.length)),
        text.slice(at + before.length),
      );
      const again = parseNotebook(saved);
      assert.equal(cell(again, "bbbb2222").source, "const x = 2;\nx + 1");
      assert.deepEqual(JSON.parse(JSON.stringify(cell(again, "bbbb2222").outputs)), edited.outputs);
      assert.deepEqual(
        again.cells.filter(({ id }) => id !== "bbbb2222"),
        notebook.cells.filter(({ id }) => id !== "bbbb2222"),
      );
    });
  }

  it("edits a source in the file's own shape", () => {
    const notebook = parseNotebook(jupyter);
    cell(notebook, "bbbb2222").source = "const x = 1;\ny";
    const { gone, come } = changedLines(jupyter, serializeNotebook(notebook));
    assert.deepEqual([gone, come], [['    "x"'], ['    "y"']]);
  });

  it("keeps a source that is one string", () => {
    const text = layouts["with text as strings"]!;
    const notebook = parseNotebook(text);
    cell(notebook, "bbbb2222").source = "1\n2";
    const { come } = changedLines(text, serializeNotebook(notebook));
    assert.deepEqual(come, ['   "source": "1\\n2"']);
  });

  it("keeps the bytes of outputs that stay when others come", () => {
    const notebook = parseNotebook(jupyter);
    const output: NotebookOutput = { output_type: "stream", name: "stderr", text: "a\nb" };
    cell(notebook, "bbbb2222").outputs.push(output);
    const { gone, come } = changedLines(jupyter, serializeNotebook(notebook));
    assert.deepEqual(gone, []);
    assert.deepEqual(
      come.map((line) => line.trim()),
      ["},", "{", '"name": "stderr",', '"output_type": "stream",', '"text": [', '"a\\n",', '"b"', "]"],
    );
  });

  it("writes new outputs as nbformat would: keys sorted, text in lines, pictures in one piece", () => {
    const notebook = parseNotebook(jupyter);
    const payload = { seq: 0, data: { b: [{ z: 1, a: 2 }], a: null } };
    const data = { "text/plain": "a\nb", "image/png": "aGk=\n", "application/vnd.x+json": payload };
    cell(notebook, "eeee5555").outputs.push({ output_type: "display_data", metadata: {}, data });
    const text = cell(parseNotebook(serializeNotebook(notebook)), "eeee5555").raw!;
    const { outputs } = JSON.parse(text) as { outputs: unknown[] };
    assert.equal(
      JSON.stringify(outputs),
      '[{"data":{"application/vnd.x+json":{"data":{"a":null,"b":[{"a":2,"z":1}]},"seq":0},"image/png":"aGk=\\n",' +
        '"text/plain":["a\\n","b"]},"metadata":{},"output_type":"display_data"}]',
    );
  });

  it("sees no change in text that was split into lines elsewhere", () => {
    const notebook = parseNotebook(jupyter);
    const stream = cell(notebook, "bbbb2222").outputs[0]!;
    assert.ok(stream.output_type === "stream");
    stream.text = ["line 1\nline", " 2\n\u001b[31mred\u001b[0m"];
    assert.equal(serializeNotebook(notebook), jupyter);
  });

  it("sets the execution count and nothing else", () => {
    const notebook = parseNotebook(jupyter);
    cell(notebook, "eeee5555").executionCount = 7;
    const { gone, come } = changedLines(jupyter, serializeNotebook(notebook));
    assert.deepEqual([gone, come], [['   "execution_count": null,'], ['   "execution_count": 7,']]);
  });

  it("inserts, moves and deletes cells and keeps the bytes of the others", () => {
    const notebook = parseNotebook(jupyter);
    const [first, second, third] = notebook.cells;
    notebook.cells = [second!, newCell("code", "new()", "ffff6666"), first!, third!];
    const saved = serializeNotebook(notebook);
    for (const kept of [first!, second!, third!]) assert.ok(saved.includes(`  ${kept.raw}`));
    assert.deepEqual(
      parseNotebook(saved).cells.map(({ id }) => id),
      ["bbbb2222", "ffff6666", "aaaa1111", "cccc3333"],
    );
  });

  it("turns a code cell into a markdown cell without its outputs", () => {
    const notebook = parseNotebook(jupyter);
    Object.assign(cell(notebook, "bbbb2222"), { type: "markdown", outputs: [], executionCount: null });
    const saved = JSON.parse(serializeNotebook(notebook)) as { cells: Record<string, unknown>[] };
    assert.deepEqual(Object.keys(saved.cells[1]!), ["cell_type", "id", "metadata", "source"]);
  });

  it("replaces the notebook's metadata in place", () => {
    const notebook = parseNotebook(jupyter);
    notebook.metadata = { ...notebook.metadata, title: "é" };
    const saved = serializeNotebook(notebook);
    assert.deepEqual(parseNotebook(saved).metadata, notebook.metadata);
    assert.equal(
      saved.slice(0, saved.indexOf('"metadata": {\n  "kernelspec"')),
      jupyter.slice(0, jupyter.indexOf('"metadata": {\n  "kernelspec"')),
    );
  });

  it("writes escapes where the file has only escapes", () => {
    const text = jupyter.replace("é", "\\u00e9").replace("🎉", "\\ud83c\\udf89");
    const notebook = parseNotebook(text);
    cell(notebook, "eeee5555").source = "ü🎉";
    assert.ok(serializeNotebook(notebook).includes('"\\u00fc\\ud83c\\udf89"'));
  });
});
