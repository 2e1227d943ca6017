import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ImportReport } from "../../../src/notebook/import/index.js";
import { parseNotebook } from "../../../src/notebook/index.js";
import { ipynb } from "../notebook/import/support.js";
import { runCli } from "./runCli.js";

describe("summnb import", function () {
  this.timeout(30_000);
  let folder: string;
  const at = (name: string) => path.join(folder, name);
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-import-"));
    writeFileSync(at("a.ipynb"), ipynb("x = 1", "print(x)\nplot(x)"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("writes a .summnb beside the notebook and says what a person has to do", async () => {
    const { code, stdout, stderr } = await runCli(["import", at("a.ipynb")]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^1 of 2 code cells is translated, 1 in part\. /);
    assert.match(stdout, /\ncell 2, line 2: not translated: `plot` has no counterpart here\.\n/);
    const cells = parseNotebook(readFileSync(at("a.summnb"))).cells;
    assert.deepEqual(
      cells.slice(2).map(({ source }) => source),
      [
        "const x = 1;",
        "print(x);\n// summnb import: not translated: `plot` has no counterpart here.\n//   plot(x)",
      ],
    );
  });

  it("does not write over a file by chance", async () => {
    writeFileSync(at("b.ipynb"), ipynb("x = 1"));
    writeFileSync(at("b.summnb"), "mine");
    const { code, stderr } = await runCli(["import", at("b.ipynb")]);
    assert.equal(code, 1);
    assert.match(stderr, /b\.summnb is there already/);
    assert.equal(readFileSync(at("b.summnb"), "utf8"), "mine");
    assert.equal((await runCli(["import", at("b.ipynb"), "--output", at("b.summnb")])).code, 0);
    assert.notEqual(readFileSync(at("b.summnb"), "utf8"), "mine");
  });

  it("gives the report as one JSON value", async () => {
    const { code, stdout } = await runCli([
      "import",
      at("a.ipynb"),
      "--output",
      at("new/c.summnb"),
      "--json",
    ]);
    assert.equal(code, 0);
    const report = JSON.parse(stdout) as Omit<ImportReport, "name"> & { notebook: string; output: string };
    assert.equal(report.notebook, "a.ipynb");
    assert.equal(report.output, at("new/c.summnb"));
    assert.deepEqual([report.counts.translated, report.counts.partly], [1, 1]);
    assert.equal(report.entries[0]!.kind, "untranslated");
    assert.ok(existsSync(report.output));
  });

  it("refuses what is no notebook of Python", async () => {
    writeFileSync(at("d.ipynb"), "{");
    const { code, stderr } = await runCli(["import", at("d.ipynb")]);
    assert.equal(code, 1);
    assert.match(stderr, /d\.ipynb: The file is not a notebook/);
    assert.ok(!existsSync(at("d.summnb")));
  });
});
