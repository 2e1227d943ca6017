import assert from "node:assert/strict";
import {
  compareWithDocument,
  compareWords,
  type Run,
} from "../../../webview-ui/renderers/summaries/compare.js";

/** Runs as "mark:text", so that a whole comparison is one line. */
const brief = (runs: Run[]) => runs.map(({ mark, text }) => (mark ? `${mark}:${text}` : text));

describe("compareWords", () => {
  it("marks kept, invented and dropped words", () => {
    const result = compareWords("the cat sat down", "the old cat sat");
    assert.deepEqual(brief(result.summary), ["kept:the cat sat", " ", "invented:down"]);
    assert.deepEqual(brief(result.target), ["kept:the", " ", "dropped:old", " ", "kept:cat sat"]);
    assert.deepEqual([result.shared, result.compared, result.dropped], [3, 4, 1]);
  });

  it("tells words that only moved from those that were invented", () => {
    const result = compareWords("mail from POP3 servers", "POP3 mail");
    assert.deepEqual(brief(result.summary), [
      "kept:mail",
      " ",
      "invented:from",
      " ",
      "moved:POP3",
      " ",
      "invented:servers",
    ]);
    assert.deepEqual(brief(result.target), ["moved:POP3", " ", "kept:mail"]);
    assert.equal(result.shared, 2);
    assert.equal(result.dropped, 0);
  });

  it("counts a repeated word as often as the other text has it", () => {
    const result = compareWords("very very good", "very good");
    assert.equal(result.shared, 2);
    assert.equal(result.summary.filter(({ mark }) => mark === "invented").length, 1);
  });

  it("compares without case and punctuation, as ROUGE does, and shows the text as it was", () => {
    const result = compareWords("Parser/Writer, for C.S.V!", "parser writer for c s v");
    assert.deepEqual(brief(result.summary), ["kept:Parser/Writer, for C.S.V", "!"]);
    assert.equal(result.dropped, 0);
  });

  it("gives back the whole text, spaces and line ends included", () => {
    for (const text of ["  (a)\n\tb -- c. ", "#Person1#: héllo wörld 日本語!", "", "...", "नमस्ते दुनिया"]) {
      const { summary, target } = compareWords(text, "b a héllo");
      assert.equal(summary.map((run) => run.text).join(""), text);
      assert.equal(target.map((run) => run.text).join(""), "b a héllo");
    }
  });

  it("takes composed and decomposed letters for the same", () => {
    assert.equal(compareWords("caf\u00e9", "cafe\u0301").shared, 1);
  });

  it("copes with empty texts", () => {
    assert.deepEqual(compareWords("", ""), { summary: [], target: [], shared: 0, compared: 0, dropped: 0 });
    assert.equal(compareWords("", "a b").dropped, 2);
    assert.equal(compareWords("a b", "").compared, 2);
  });
});

describe("compareWithDocument", () => {
  it("marks the words that the document has, wherever they are", () => {
    const result = compareWithDocument(
      "dock application for LongRun",
      "It monitors LongRun (a dock application).",
    );
    assert.deepEqual(brief(result.summary), [
      "kept:dock application",
      " ",
      "invented:for",
      " ",
      "kept:LongRun",
    ]);
    assert.deepEqual([result.shared, result.compared], [3, 4]);
  });
});
