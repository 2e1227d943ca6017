import assert from "node:assert/strict";
import { AddedTokens } from "../../../src/library/tokenizers/addedTokens.js";
import { SentencePieceEncoder } from "../../../src/library/tokenizers/sentencepiece/encoder.js";
import { readSentencePieceModel } from "../../../src/library/tokenizers/sentencepiece/model.js";
import { loadSentencePiece } from "../../../src/library/tokenizers/sentencepiece/runtime.js";
import { goldenPath, readGolden } from "../goldenData.js";
import { useTokenizer } from "./tokenizerFolder.js";

async function encoderOf(file: string): Promise<SentencePieceEncoder> {
  const none = new AddedTokens();
  const model = await readSentencePieceModel(file);
  return new SentencePieceEncoder(model, await loadSentencePiece(file), () => none);
}

interface Golden {
  cases: { text: string; sentencepiece_ids: number[] }[];
}

for (const model of ["t5", "pegasus"]) {
  describe(`${model}'s spiece.model, against Python's sentencepiece`, () => {
    it("gives the same ids where no class adds tokens or offsets", async () => {
      const { cases } = readGolden<Golden>("tokenizers", `${model}_cases.json`);
      const encoder = await encoderOf(goldenPath("tokenizers", model, "spiece.model"));
      for (const { text, sentencepiece_ids } of cases)
        assert.deepEqual(encoder.encode(text, {}).ids, sentencepiece_ids, JSON.stringify(text));
    });
  });
}

// Small models of further kinds, trained with sentencepiece 0.2.2 on the goldens' tok_corpus.txt with the identity
// normalization: bytes for unknown characters (as mT5), byte-pair encoding, pieces over spaces, user's symbols.
const kinds = readGolden<Record<string, { text: string; ids: number[]; decoded: string }[]>>(
  "tokenizers",
  "kinds",
  "kinds.json",
);

for (const [kind, cases] of Object.entries(kinds)) {
  describe(`A spiece.model of the kind ${kind}, against Python's sentencepiece`, () => {
    it(`gives the same ids for ${cases.length} texts`, async () => {
      const encoder = await encoderOf(goldenPath("tokenizers", "kinds", `${kind}.model`));
      for (const { text, ids } of cases) {
        const encoded = encoder.encode(text, { tokens: true });
        assert.deepEqual(encoded.ids, ids, JSON.stringify(text));
        assert.equal(encoded.tokens!.length, ids.length);
      }
    });
  });
}

describe("A T5 tokenizer over a spiece.model with pieces for bytes", () => {
  const tokenizer = useTokenizer("kinds", ["byteFallback.model"], { extra_ids: 0 }, "spiece.model");

  it("writes unknown characters as bytes and reads them back", async () => {
    const plain = kinds.byteFallback!.filter(({ text }) => !/<(pad|unk|\/s)>|▁/.test(text));
    assert.ok(plain.some(({ text }) => text.includes("😀")));
    for (const { text, ids, decoded } of plain) {
      assert.deepEqual(await tokenizer().encode(text, { addSpecialTokens: false }), ids, text);
      assert.equal(await tokenizer().decode(ids), decoded);
    }
  });
});
