import assert from "node:assert/strict";
import { sentencesOf, splitDocument } from "../../../src/library/pipeline/splitting.js";
import { AutoTokenizer, type Tokenizer } from "../../../src/library/tokenizers/index.js";
import { starter } from "../onnx/runtime/fixtures.js";

describe("Splitting a document", () => {
  let tokenizer: Tokenizer;
  before(async () => {
    tokenizer = await AutoTokenizer.fromPretrained(starter);
  });
  const sizes = async (parts: string[]) =>
    (await tokenizer.encodeBatch(parts, { addSpecialTokens: false })).map((ids) => ids.length);
  const squeezed = (text: string) => text.replace(/\s+/g, "");

  it("finds sentences and lines, and loses nothing", () => {
    const text = "Ann asks. Ben says no!\n\nBen: It costs $3.50, e.g. here.  \nEnd";
    assert.deepEqual(sentencesOf(text), [
      "Ann asks. ",
      "Ben says no!\n",
      "\n",
      "Ben: It costs $3.50, e.g. here.  \n",
      "End",
    ]);
    assert.equal(sentencesOf(text).join(""), text);
  });

  it("gives parts of whole sentences that fit and are of about one length", async () => {
    const sentences = Array.from(
      { length: 60 },
      (_, i) => `Sentence number ${i} says that ${i % 7} things happened.`,
    );
    const parts = await splitDocument(sentences.join(" "), 150, tokenizer);
    const lengths = await sizes(parts);
    assert.ok(parts.length > 2);
    assert.ok(
      lengths.every((length) => length <= 150),
      String(lengths),
    );
    assert.ok(Math.min(...lengths) > Math.max(...lengths) / 2, `no short rest: ${lengths}`);
    for (const part of parts) assert.match(part, /^Sentence number .*happened\.$/s);
    assert.equal(parts.join(" "), sentences.join(" "));
  });

  it("cuts a sentence that is too long between words, and a word between characters", async () => {
    const long = Array.from({ length: 300 }, (_, i) => `word${i}`).join(" ");
    for (const text of [long, "x".repeat(900), "\u{1F600}".repeat(200), `Short. ${long} Short.`]) {
      const parts = await splitDocument(text, 60, tokenizer);
      assert.ok((await sizes(parts)).every((length) => length <= 60));
      assert.equal(squeezed(parts.join("")), squeezed(text));
      assert.ok(parts.every((part) => !part.includes("\uFFFD") && !/\p{Surrogate}/u.test(part)));
    }
    const words = new Set(long.split(" "));
    for (const part of await splitDocument(long, 60, tokenizer))
      assert.ok(
        part.split(" ").every((word) => words.has(word)),
        part,
      );
  });

  it("gives one part where all fits, and none of blanks", async () => {
    assert.deepEqual(await splitDocument(" One. Two. ", 50, tokenizer), ["One. Two."]);
    assert.deepEqual(await splitDocument(" \n ", 50, tokenizer), []);
  });
});
