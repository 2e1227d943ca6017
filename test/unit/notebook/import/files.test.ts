import assert from "node:assert/strict";
import { importNotebook } from "../../../../src/notebook/import/index.js";
import { NotebookFormatError, parseNotebook, serializeNotebook } from "../../../../src/notebook/index.js";
import { imported, importFile, ipynb } from "./support.js";

const file = (cells: object[], rest: object = {}) =>
  JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5, ...rest });
const code = (source: string | string[], rest: object = {}) => ({
  cell_type: "code",
  execution_count: 3,
  metadata: {},
  outputs: [],
  source,
  ...rest,
});

describe("Files of Python notebooks", () => {
  it("keep markdown with attachments and ids, raw cells and tags; outputs and editors' metadata go", () => {
    const image = { "a.png": { "image/png": "aGk=" } };
    const huge = { output_type: "stream", name: "stdout", text: "x".repeat(5_000_000) };
    const strange = { output_type: "made up" };
    const { cells, report } = importFile(
      file(
        [
          {
            cell_type: "markdown",
            id: "text-1",
            metadata: { id: "colab" },
            attachments: image,
            source: ["# A\n", "![a](attachment:a.png)"],
          },
          { cell_type: "raw", id: "raw-1", metadata: {}, source: "as it is" },
          code("x = 1", {
            id: "code-1",
            outputs: [huge, strange],
            metadata: {
              colab: { base_uri: "…" },
              outputId: "1",
              execution: { "iopub.status.busy": "…" },
              trusted: true,
              tags: ["keep"],
            },
          }),
        ],
        {
          metadata: {
            colab: { provenance: [] },
            kaggle: { accelerator: "gpu" },
            accelerator: "GPU",
            kernelspec: { name: "python3", language: "python" },
          },
        },
      ),
    );
    assert.deepEqual(
      cells.map(({ id, type }) => [id, type]),
      [
        ["text-1", "markdown"],
        ["raw-1", "raw"],
        ["code-1", "code"],
      ],
    );
    assert.deepEqual(cells[0]!.attachments, image);
    assert.equal(cells[0]!.source, "# A\n![a](attachment:a.png)");
    assert.equal(cells[1]!.source, "as it is");
    assert.deepEqual(cells[2]!.metadata, { tags: ["keep"] });
    assert.deepEqual(cells[2]!.outputs, []);
    assert.deepEqual(report.counts, {
      markdown: 1,
      raw: 1,
      code: 1,
      translated: 1,
      partly: 0,
      untranslated: 0,
    });
  });

  it("give a .summnb that reads back the same, with the kernel's metadata and the report first", () => {
    const { notebook } = importNotebook(ipynb("import torch\nprint(1)"), { name: "a.ipynb" });
    const back = parseNotebook(serializeNotebook(notebook));
    assert.deepEqual(
      back.cells.map(({ source }) => source),
      notebook.cells.map(({ source }) => source),
    );
    assert.equal((back.metadata.kernelspec as { name: string }).name, "summnb");
    assert.match(back.cells[0]!.source, /^# Imported from a\.ipynb\n\n1 of 1 code cell is translated\. /);
    assert.equal(back.cells[1]!.source, 'import { print } from "summnb";');
    assert.deepEqual(importNotebook(ipynb("import torch\nprint(1)"), { name: "a.ipynb" }).notebook, notebook);
  });

  it("of nbformat 3 are read, headings too", () => {
    const { cells } = importFile(
      JSON.stringify({
        metadata: { name: "old" },
        nbformat: 3,
        nbformat_minor: 0,
        worksheets: [
          {
            cells: [
              { cell_type: "heading", level: 2, metadata: {}, source: ["Old"] },
              {
                cell_type: "code",
                collapsed: false,
                input: ["x = 1\n", "y = x + 1"],
                language: "python",
                metadata: {},
                outputs: [],
                prompt_number: 2,
              },
            ],
          },
        ],
      }),
    );
    assert.deepEqual(
      cells.map(({ source }) => source),
      ["## Old", "const x = 1;\nconst y = x + 1;"],
    );
  });

  it("with Windows line ends are read", () => {
    const { texts } = importFile(
      file([code('def f(a):\r\n    # one\r\n    return a\r\n\r\np = """a\r\nb"""')]),
    );
    assert.equal(texts[0], "function f(a) {\n  // one\n  return a;\n}\n\nconst p = `a\nb`;");
  });

  it("with a cell that is no Python keep it whole as a comment, and the others", () => {
    const { texts, report } = imported("x = (1", "y = 2", "%%bash\nls", "%%time\nz = 3");
    assert.equal(
      texts[0],
      "// summnb import: not translated: line 1 is not Python that can be read.\n//   x = (1",
    );
    assert.equal(texts[1], "const y = 2;");
    assert.match(
      texts[2]!,
      /`%%bash` makes this cell something else than Python\.\n\/\/ {3}%%bash\n\/\/ {3}ls$/,
    );
    assert.match(texts[3]!, /\nconst z = 3;$/);
    assert.deepEqual([report.counts.untranslated, report.counts.translated], [2, 2]);
  });

  it("with signs of magics inside of texts and brackets are Python all the same", () => {
    const { texts } = imported('a = """\n%pip install x\n!ls\n"""\nb = (7\n  % 2 == 0)\n%matplotlib inline');
    assert.match(
      texts[0]!,
      /^const a = `\n%pip install x\n!ls\n`;\nconst b = 7 % 2 === 0;\n\/\/ summnb import: left out \(charts draw themselves\): %matplotlib inline$/,
    );
  });

  it("with a token in them lose it, in cells and in the report", () => {
    const token = `hf_${"a".repeat(34)}`;
    const { notebook, report } = importNotebook(
      file([
        code(`from huggingface_hub import login\nlogin("${token}")\nx = unknown("${token}")`),
        { cell_type: "markdown", metadata: {}, source: `My token is ${token}.` },
      ]),
    );
    assert.ok(!serializeNotebook(notebook).includes(token));
    assert.ok(!JSON.stringify(report).includes(token));
  });

  const refused: Record<string, [string, RegExp]> = {
    "of another language": [
      file([], { metadata: { kernelspec: { language: "R", name: "ir" } } }),
      /written in r, and only notebooks in Python/,
    ],
    "that are empty": ["", /empty/],
    "that are no JSON": ["{", /JSON is broken at line 1/],
    "that are no notebook": ['{"a": 1}', /no “nbformat”/],
    "of a future nbformat": ['{"nbformat": 5, "cells": [], "metadata": {}}', /nbformat 5/],
    "that hold a list": ["[]", /JSON object/],
  };
  for (const [what, [text, message]] of Object.entries(refused))
    it(`${what} are refused in a sentence`, () =>
      assert.throws(
        () => importNotebook(text),
        (error) => error instanceof NotebookFormatError && message.test(error.message),
      ));
});
