import assert from "node:assert/strict";
import type { Piece } from "../../../src/library/tokenizers/sentencepiece/model.js";
import { UnigramSegmenter } from "../../../src/library/tokenizers/sentencepiece/unigram.js";

const piece = (text: string, score: number, kind: Piece["kind"] = "normal"): Piece => ({ text, score, kind });

const pieces = [
  piece("<unk>", 0, "unknown"),
  piece("</s>", 0, "control"),
  piece("▁", -2),
  piece("x", -3),
  piece("xx", -4),
  piece("a", -3.5),
  piece("ab", -9),
  piece("b", -4),
  piece("😀", -5),
  piece("<n>", 0, "userDefined"),
];
const segmenter = new UnigramSegmenter(pieces, 0);

describe("UnigramSegmenter", () => {
  const cases: [text: string, expected: string[]][] = [
    ["", []],
    // -7 both ways: the way whose last piece begins first.
    ["xxx", ["x", "xx"]],
    ["▁xxxx", ["▁", "xx", "xx"]],
    // -7.5 for a b beats -9 for ab.
    ["ab", ["a", "b"]],
    ["x😀", ["x", "😀"]],
    // Unknown characters that follow each other are one unknown piece, surrogate pairs included.
    ["xqz👍🏽x", ["x", "<unk>", "x"]],
    ["qx<n>q", ["<unk>", "x", "<n>", "<unk>"]],
    // Control pieces don't come from text.
    ["</s>", ["<unk>"]],
  ];
  for (const [text, expected] of cases)
    it(`cuts ${JSON.stringify(text)} into ${expected.length} pieces`, () => {
      assert.deepEqual(
        segmenter.segment(text).ids.map((id) => pieces[id]!.text),
        expected,
      );
    });
});
