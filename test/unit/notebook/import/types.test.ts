import assert from "node:assert/strict";
import { TestNotebook } from "../../language/support.js";
import { fixture, percentToIpynb } from "./percent.js";
import { importFile } from "./support.js";

/** What the editor says of imported cells: nothing. */
describe("Imported cells, as the editor checks them", function () {
  this.timeout(60_000);
  for (const name of ["full-fine-tuning", "lora", "functions", "trainer-hub"])
    it(name, () => {
      const { cells, preamble } = importFile(percentToIpynb(fixture(name)));
      const texts = cells.filter(({ type }) => type === "code").map(({ source }) => source);
      const notebook = new TestNotebook().cells(preamble, ...texts);
      try {
        const faults = [preamble, ...texts].flatMap((_, cell) => notebook.faults(cell));
        assert.deepEqual(faults, []);
      } finally {
        notebook.close();
      }
    });
});
