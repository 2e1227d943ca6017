import assert from "node:assert/strict";
import { extractiveFragments } from "../../../src/library/metrics/index.js";

describe("Extractive fragments", () => {
  const document = "The tool reads package lists and prints a table of installed packages.";

  it("are the longest pieces of the document", () => {
    const { fragments, coverage, density, compression, length } = extractiveFragments(
      document,
      "Prints a table of package lists",
    );
    assert.deepEqual(fragments, [
      ["prints", "a", "table", "of"],
      ["package", "lists"],
    ]);
    assert.equal(coverage, 1);
    assert.equal(density, (16 + 4) / 6);
    assert.equal(compression, 12 / 6);
    assert.equal(length, 6);
  });

  it("leave out what the document does not say", () => {
    const { coverage, density } = extractiveFragments(document, "fast table printer");
    assert.equal(coverage, 1 / 3);
    assert.equal(density, 1 / 3);
  });

  it("of nothing are none", () => {
    assert.deepEqual(extractiveFragments("", "a").fragments, []);
    assert.equal(extractiveFragments(document, "").coverage, 0);
  });
});
