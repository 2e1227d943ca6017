import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import {
  newCell,
  newNotebook,
  notebookToIpynb,
  parseNotebook,
  sameOutputs,
} from "../../../src/notebook/index.js";
import { repositoryRoot } from "../../golden/goldenData.js";

interface Ipynb {
  nbformat: number;
  nbformat_minor: number;
  metadata: { kernelspec: { language: string }; language_info: { name: string } };
  cells: { id: string; cell_type: string; source: string[]; outputs?: object[]; metadata: object }[];
}

describe("a notebook as a Jupyter file", () => {
  it("is nbformat 4.5 that names its language, with all cells as they are", () => {
    const notebook = parseNotebook(readFileSync(path.join(repositoryRoot, "examples/first-run.summnb")));
    const file = JSON.parse(notebookToIpynb(notebook)) as Ipynb;
    assert.deepEqual([file.nbformat, file.nbformat_minor], [4, 5]);
    assert.equal(file.metadata.kernelspec.language, "typescript");
    assert.equal(file.metadata.language_info.name, "typescript");
    assert.deepEqual(
      file.cells.map(({ id, cell_type, source }) => [id, cell_type, source.join("")]),
      notebook.cells.map(({ id, type, source }) => [id, type, source]),
    );
  });

  it("keeps outputs in all their forms, and metadata that the notebook has", () => {
    const data = {
      "application/vnd.summnb.rouge.v1+json": { a: 1 },
      "text/html": "<b>1</b>",
      "text/plain": "1",
    };
    const cell = newCell("code", "1", "one");
    cell.outputs = [{ output_type: "execute_result", execution_count: 1, data, metadata: {} }];
    cell.executionCount = 1;
    const metadata = {
      kernelspec: { name: "mine", display_name: "Mine", language: "typescript" },
      title: "T",
    };
    const text = notebookToIpynb({ ...newNotebook(), cells: [cell], metadata });
    const again = parseNotebook(text);
    assert.ok(sameOutputs(again.cells[0]!.outputs, cell.outputs));
    assert.deepEqual(again.metadata.kernelspec, metadata.kernelspec);
    assert.equal(again.metadata.title, "T");
    assert.ok(again.metadata.language_info);
  });
});
