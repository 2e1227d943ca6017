import assert from "node:assert/strict";
import { alignColumns, cut, dashes, lineWidth, pythonRepr, wrap } from "../../../src/library/display/text.js";

describe("text of displays", () => {
  it("wraps at spaces to 100 columns and keeps line ends", () => {
    const text = `${"word ".repeat(50).trim()}\nsecond`;
    const lines = wrap(text).split("\n");
    assert.deepEqual(
      lines.map((line) => line.length),
      [99, 99, 49, 6],
    );
    assert.equal(lines.join(" "), text.replace("\n", " "));
  });

  it("leaves a word that is longer than the line whole", () => {
    const word = "x".repeat(130);
    assert.equal(wrap(`a ${word} b`), `a\n${word}\nb`);
  });

  it("indents the lines after the first and counts the indent", () => {
    const lines = wrap("word ".repeat(40).trim(), 40, "  ").split("\n");
    assert.ok(lines.slice(1).every((line) => line.startsWith("  word")));
    assert.ok(lines.every((line) => line.length <= 40));
  });

  it("cuts at a word and says so", () => {
    assert.equal(cut("one two three", 9), "one two …");
    assert.equal(cut("short", 9), "short");
    assert.equal(cut("x".repeat(20), 10), `${"x".repeat(10)} …`);
  });

  it("aligns figures to the right and texts to the left", () => {
    assert.equal(
      alignColumns(
        [
          ["a", "1"],
          ["bbb", "10"],
        ],
        [0],
      ),
      "a     1\nbbb  10",
    );
  });

  it("draws the notebooks' line of 99 dashes", () => {
    assert.equal(dashes.length, 99);
    assert.equal(lineWidth, 100);
  });

  it("prints strings, lists and dictionaries as Python does", () => {
    assert.equal(pythonRepr(["id", "it's"]), `['id', "it's"]`);
    assert.equal(pythonRepr(`it's "so"`), `'it\\'s "so"'`);
    assert.equal(pythonRepr({ rouge1: 0.25, rouge2: 0 }), "{'rouge1': 0.25, 'rouge2': 0}");
  });
});
