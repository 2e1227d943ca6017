import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Mt19937 } from "../../../src/library/random/index.js";
import { AutoTokenizer } from "../../../src/library/tokenizers/index.js";
import { goldenPath } from "../../golden/goldenData.js";

// Whatever a normalizer, a splitter or an unknown character may go wrong at.
const parts =
  "x xx xxx ** a ab the é e\u0301 日本 😀 👩‍👩‍👧 \u200b \u00ad ﬁ ½ <extra_id_3> </s> <pad> <unk> <s> ▁ \u0007 \ufeff . ... 1 000 #Person1#: ＡＢ ß İ \u{10ffff} \ufffd - ’ Q"
    .split(" ")
    .concat([" ", "  ", "\n", "\t", "\u3000", "\u2028", "\r\n", "\u0000"]);

describe("tokenizer.json and spiece.model", () => {
  it("give the same ids for 5,000 texts put together at random", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "summnb-tokenizer-"));
    try {
      await cp(goldenPath("tokenizers", "t5", "spiece.model"), path.join(folder, "spiece.model"));
      const random = new Mt19937(1);
      const draw = (end: number) => random.nextUint32() % end;
      const texts = Array.from({ length: 5000 }, () =>
        Array.from({ length: 1 + draw(14) }, () => parts[draw(parts.length)]).join(""),
      );
      const json = await AutoTokenizer.fromPretrained(goldenPath("tokenizers", "t5"));
      const spiece = await AutoTokenizer.fromPretrained(folder);
      const expected = await json.encodeBatch(texts);
      const actual = await spiece.encodeBatch(texts);
      for (const [index, text] of texts.entries())
        assert.deepEqual(actual[index], expected[index], JSON.stringify(text));
      assert.deepEqual(await spiece.decodeBatch(expected), await json.decodeBatch(expected));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
