import assert from "node:assert/strict";
import {
  NotebookFormatError,
  newCell,
  newNotebook,
  parseNotebook,
  serializeNotebook,
} from "../../../src/notebook/index.js";
import { fixture } from "./fixture.js";

const jupyter = fixture("jupyter.ipynb");

/** A notebook's text with the given cells. */
function withCells(cells: unknown[], minor = 5): string {
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: minor }, null, 1);
}
const code = { cell_type: "code", execution_count: null, metadata: {}, outputs: [], source: [] };

describe("reading a notebook", () => {
  it("gives cells as plain data", () => {
    const { cells, nbformatMinor } = parseNotebook(jupyter);
    assert.equal(nbformatMinor, 5);
    assert.deepEqual(
      cells.map(({ id, type, source }) => [id, type, source]),
      [
        ["aaaa1111", "markdown", "# Zusammenfassung é 🎉\n\nText"],
        ["bbbb2222", "code", "const x = 1;\nx"],
        ["cccc3333", "markdown", "![p](attachment:a.png)"],
        ["dddd4444", "raw", "raw"],
        ["eeee5555", "code", ""],
      ],
    );
    assert.equal(cells[1]!.executionCount, 3);
    assert.deepEqual(cells[1]!.metadata.tags, ["t"]);
    assert.deepEqual(
      cells[1]!.outputs.map(({ output_type }) => output_type),
      ["stream", "execute_result", "display_data", "error"],
    );
    assert.deepEqual(cells[2]!.attachments, { "a.png": { "image/png": "iVBORw0KGgo=" } });
  });

  it("takes zero bytes for a new notebook, which it writes as nbformat 4.5", () => {
    const notebook = parseNotebook(new Uint8Array());
    assert.deepEqual(notebook, newNotebook());
    notebook.cells.push(newCell("code", "1 + 1\n2", "abcd1234"));
    assert.equal(
      serializeNotebook(notebook),
      `{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": null,
   "id": "abcd1234",
   "metadata": {},
   "outputs": [],
   "source": [
    "1 + 1\\n",
    "2"
   ]
  }
 ],
 "metadata": {
  "kernelspec": {
   "display_name": "summnb (TypeScript)",
   "language": "typescript",
   "name": "summnb"
  },
  "language_info": {
   "codemirror_mode": "typescript",
   "file_extension": ".ts",
   "mimetype": "text/typescript",
   "name": "typescript",
   "nbconvert_exporter": "script",
   "pygments_lexer": "typescript"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`,
    );
  });

  it("gives missing and double ids a value that depends on the content alone, and writes it with the next change", () => {
    const text = withCells([code, code, { ...code, id: "x" }, { ...code, id: "x", source: "1" }]);
    const notebook = parseNotebook(text);
    const ids = notebook.cells.map(({ id }) => id);
    assert.equal(new Set(ids).size, 4);
    assert.equal(ids[2], "x");
    assert.deepEqual(
      parseNotebook(text).cells.map(({ id }) => id),
      ids,
    );
    assert.equal(serializeNotebook(notebook), text);
    notebook.cells[2]!.source = "2";
    const saved = JSON.parse(serializeNotebook(notebook)) as { cells: { id: string }[] };
    assert.deepEqual(
      saved.cells.map(({ id }) => id),
      ids,
    );
  });

  it("upgrades an older minor version when something changes, and not before", () => {
    const text = withCells([code, { cell_type: "markdown", metadata: {}, source: "a" }], 2);
    const notebook = parseNotebook(text);
    assert.equal(serializeNotebook(notebook), text);
    notebook.cells[1]!.source = "b";
    const saved = JSON.parse(serializeNotebook(notebook)) as { nbformat_minor: number; cells: object[] };
    assert.equal(saved.nbformat_minor, 5);
    assert.deepEqual(
      saved.cells.map((cell) => "id" in cell),
      [true, true],
    );
  });

  const broken: [name: string, file: string | Uint8Array, message: RegExp][] = [
    ["a torn file", jupyter.slice(0, 300), /broken at line \d+, column \d+/],
    ["a stray comma", '{\n "cells": [],,\n}', /broken at line 2, column 14 \(/],
    ["white space alone", "\n", /broken at line 2, column 1/],
    ["a byte order mark alone", "\ufeff", /JSON is broken/],
    ["bytes that are not UTF-8", Uint8Array.of(0x7b, 0xff, 0x7d), /not UTF-8/],
    ["an array", "[]", /another value/],
    ["other JSON", '{"name": "summnb"}', /no “nbformat”/],
    ["nbformat 3", '{"nbformat": 3, "nbformat_minor": 0, "worksheets": []}', /nbformat 3 .* nbconvert/],
    ["no cells", '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', /no list of “cells”/],
    ["no metadata", '{"nbformat": 4, "nbformat_minor": 5, "cells": []}', /no “metadata”/],
    ["a cell of no known type", withCells([code, { ...code, cell_type: "heading" }]), /Cell 2 .* "heading"/],
    ["a source of numbers", withCells([{ ...code, source: [1] }]), /Cell 1 .* “source”/],
    [
      "a broken output",
      withCells([{ ...code, outputs: [{ output_type: "stream", name: "x" }] }]),
      /output, number 1/,
    ],
  ];
  for (const [name, file, message] of broken)
    it(`refuses ${name} with one sentence`, () => {
      assert.throws(
        () => parseNotebook(file),
        (error: Error) => {
          assert.ok(error instanceof NotebookFormatError);
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /\n/);
          return true;
        },
      );
    });
});
