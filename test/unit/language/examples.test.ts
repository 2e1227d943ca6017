import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseNotebook } from "../../../src/notebook/index.js";
import { repositoryRoot } from "../../golden/goldenData.js";
import { TestNotebook } from "./support.js";

const folder = path.join(repositoryRoot, "examples");
const files = readdirSync(folder).filter((file) => file.endsWith(".summnb"));

describe("the example notebooks", function () {
  this.timeout(60_000);

  for (const file of files)
    it(`have no fault that the editor underlines: ${file}`, () => {
      const { cells } = parseNotebook(readFileSync(path.join(folder, file)));
      const code = cells.filter(({ type }) => type === "code");
      const notebook = new TestNotebook().cells(...code.map(({ source }) => source));
      try {
        const faults = code.flatMap(({ id }, index) =>
          notebook
            .faults(index)
            .filter((fault) => fault.startsWith("error"))
            .map((fault) => `${id}: ${fault}`),
        );
        assert.deepEqual(faults, []);
      } finally {
        notebook.close();
      }
    });
});
