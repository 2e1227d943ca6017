import assert from "node:assert/strict";
import { countWords, find, insertAbove, trimmed } from "../../../../src/host/summarize/place.js";

const spanOf = (document: string, part: string) => {
  const start = document.indexOf(part);
  return { start, end: start + part.length };
};

/** The document with the summary inserted above a part of it, and what is selected then. */
function inserted(document: string, part: string, summary = "In short."): [string, string] {
  const { offset, text, at } = insertAbove(spanOf(document, part), document, summary);
  const changed = document.slice(0, offset) + text + document.slice(offset);
  return [changed, changed.slice(at.start, at.end)];
}

describe("the place of a summary", () => {
  it("is a paragraph above the part, also when the part begins in the middle of a line", () => {
    assert.deepEqual(inserted("Title\n\nA long text.\n", "long text"), [
      "Title\n\nIn short.\n\nA long text.\n",
      "In short.",
    ]);
  });

  it("is indented as the part's first line is", () => {
    const [changed, selected] = inserted("- item\n\n  some text\n", "some");
    assert.equal(changed, "- item\n\n  In short.\n\n  some text\n");
    assert.equal(selected, "In short.");
  });

  it("keeps the document's line ends, and stands below Markdown's front matter", () => {
    const document = "---\r\ntitle: x\r\n---\r\n\r\nText here.\r\n";
    const { offset, text } = insertAbove({ start: 0, end: document.length }, document, "In short.");
    assert.equal(document.slice(offset), "Text here.\r\n");
    assert.equal(text, "In short.\r\n\r\n");
  });

  it("is found again after the text has moved, nearest to where it was, and not after it has changed", () => {
    const source = { start: 4, end: 7, text: "abc" };
    assert.deepEqual(find(source, "....abc...abc"), { start: 4, end: 7 });
    assert.deepEqual(find(source, ".....abc..abc"), { start: 5, end: 8 });
    assert.deepEqual(find(source, "abc......abc"), { start: 0, end: 3 });
    assert.equal(find(source, "....abd"), undefined);
  });

  it("leaves the white space around the part alone", () => {
    assert.deepEqual(trimmed({ start: 0, end: 9 }, "\n  text \n"), { start: 3, end: 7, text: "text" });
    assert.deepEqual(trimmed({ start: 1, end: 3 }, "a   b").text, "");
  });

  it("counts words", () => {
    assert.equal(countWords(" two\twords\n"), 2);
    assert.equal(countWords(""), 0);
  });
});
