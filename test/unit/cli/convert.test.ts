import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { newCell, newNotebook, serializeNotebook } from "../../../src/notebook/index.js";
import { runCli } from "./runCli.js";

describe("summnb convert", () => {
  let folder: string;
  const at = (name: string) => path.join(folder, name);
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-convert-"));
    const cells = [newCell("markdown", "# Title"), newCell("code", "throw new Error('never run')")];
    writeFileSync(at("a.summnb"), serializeNotebook({ ...newNotebook(), cells }));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("writes a Jupyter notebook and an HTML report without running anything", async () => {
    const { code, stdout, stderr } = await runCli(["convert", at("a.summnb"), at("b.ipynb"), "--json"]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), { output: at("b.ipynb") });
    assert.equal(JSON.parse(readFileSync(at("b.ipynb"), "utf8")).cells[0].source[0], "# Title");
    assert.equal((await runCli(["convert", at("a.summnb"), at("b.html")])).code, 0);
    assert.match(readFileSync(at("b.html"), "utf8"), /<h1[^>]*>.*Title/);
  });

  it("says which endings there are, and writes nothing for another", async () => {
    const { code, stderr } = await runCli(["convert", at("a.summnb"), at("b.pdf")]);
    assert.equal(code, 1);
    assert.match(stderr, /\.html, \.ipynb/);
    assert.ok(!existsSync(at("b.pdf")));
  });
});
