import assert from "node:assert/strict";
import { AddedTokens } from "../../../src/library/tokenizers/addedTokens.js";
import { SentencePieceEncoder } from "../../../src/library/tokenizers/sentencepiece/encoder.js";
import { readSentencePieceModel } from "../../../src/library/tokenizers/sentencepiece/model.js";
import { loadSentencePiece } from "../../../src/library/tokenizers/sentencepiece/runtime.js";
import { goldenPath, readGolden } from "../goldenData.js";

interface Golden {
  cases: { text: string; sentencepiece_ids: number[] }[];
}

for (const model of ["t5", "pegasus"]) {
  describe(`${model}'s spiece.model, against Python's sentencepiece`, () => {
    it("gives the same ids where no class adds tokens or offsets", async () => {
      const { cases } = readGolden<Golden>("tokenizers", `${model}_cases.json`);
      const file = goldenPath("tokenizers", model, "spiece.model");
      const none = new AddedTokens();
      const encoder = new SentencePieceEncoder(
        await readSentencePieceModel(file),
        await loadSentencePiece(file),
        () => none,
      );
      for (const { text, sentencepiece_ids } of cases)
        assert.deepEqual(encoder.encode(text, {}).ids, sentencepiece_ids, JSON.stringify(text));
    });
  });
}
