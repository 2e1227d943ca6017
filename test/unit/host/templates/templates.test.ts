import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "acorn";
import { transformSync } from "esbuild";
import { templates } from "../../../../src/host/templates/index.js";
import { parseNotebook } from "../../../../src/notebook/index.js";
import { repositoryRoot } from "../../../golden/goldenData.js";

const folder = path.join(repositoryRoot, "media/templates");
const cellsOf = (name: string) => parseNotebook(readFileSync(path.join(folder, `${name}.summnb`))).cells;

describe("the notebook templates", () => {
  it("are the files of media/templates, each once", () => {
    const files = readdirSync(folder).map((file) => path.basename(file, ".summnb"));
    assert.deepEqual(templates.map(({ name }) => name).sort(), files.sort());
  });

  for (const { name, label } of templates)
    it(`${label}: begins with a title, holds no outputs, and is TypeScript in every cell`, () => {
      const cells = cellsOf(name);
      assert.match(cells[0]!.source, /^# \S/);
      const code = cells.filter(({ type }) => type === "code");
      assert.ok(code.length > 1);
      const declared = new Set<string>();
      for (const { source, outputs, executionCount } of code) {
        assert.deepEqual([outputs, executionCount], [[], null]);
        const { code: script } = transformSync(source, { loader: "ts", format: "esm" });
        parse(script, { ecmaVersion: "latest", sourceType: "module", allowAwaitOutsideFunction: true });
        for (const [, variable] of source.matchAll(/^const (\w+)/gm)) {
          assert.ok(!declared.has(variable!), `${variable} is declared twice`);
          declared.add(variable!);
        }
      }
    });
});
