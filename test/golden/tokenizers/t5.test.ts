import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { AutoTokenizer, type Tokenizer } from "../../../src/library/tokenizers/index.js";
import { goldenPath, readGolden } from "../goldenData.js";

interface Case {
  text: string;
  ids: number[];
  ids_no_special: number[];
  truncated_16: number[];
  tokens: string[];
  decode_skip_special: string;
  decode_keep_special: string;
}

interface Batch {
  texts: string[];
  input_ids: number[][];
  attention_mask: number[][];
}

const golden = readGolden<{ vocab_len: number; cases: Case[]; batch_padding_max_length_64: Batch }>(
  "tokenizers",
  "t5_cases.json",
);

/** Files that make each backend the one that is chosen. */
const backends = {
  "tokenizer.json": ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"],
  "spiece.model": ["spiece.model", "tokenizer_config.json", "special_tokens_map.json"],
  "spiece.model alone": ["spiece.model"],
};

for (const [name, files] of Object.entries(backends)) {
  describe(`T5 tokenizer from ${name}, against Transformers`, () => {
    let folder: string;
    let tokenizer: Tokenizer;

    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), "summnb-tokenizer-"));
      for (const file of files) await cp(goldenPath("tokenizers", "t5", file), path.join(folder, file));
      tokenizer = await AutoTokenizer.fromPretrained(folder);
    });

    after(() => rm(folder, { recursive: true }));

    it("has the vocabulary and the special tokens", () => {
      assert.equal(tokenizer.vocabSize, golden.vocab_len);
      assert.deepEqual([tokenizer.padTokenId, tokenizer.eosTokenId, tokenizer.unkTokenId], [0, 1, 2]);
      assert.equal(tokenizer.sentinelId(0), golden.vocab_len - 1);
      assert.equal(tokenizer.sentinelId(99), golden.vocab_len - 100);
      assert.equal(tokenizer.tokenToId("no such token"), undefined);
      assert.equal(tokenizer.idToToken(golden.vocab_len), undefined);
    });

    it(`encodes all ${golden.cases.length} texts to the same ids and tokens`, async () => {
      const ids = await tokenizer.encodeBatch(golden.cases.map(({ text }) => text));
      for (const [index, expected] of golden.cases.entries()) {
        assert.deepEqual(ids[index], expected.ids, expected.text);
        assert.deepEqual(
          ids[index]!.map((id) => tokenizer.idToToken(id)),
          expected.tokens,
          expected.text,
        );
      }
    });

    it("leaves out special tokens and truncates like Transformers", async () => {
      for (const { text, ids_no_special, truncated_16 } of golden.cases) {
        assert.deepEqual(await tokenizer.encode(text, { addSpecialTokens: false }), ids_no_special, text);
        assert.deepEqual(await tokenizer.encode(text, { maxLength: 16 }), truncated_16, text);
      }
    });

    it("decodes all ids to the same texts", async () => {
      for (const { ids, decode_skip_special, decode_keep_special } of golden.cases) {
        assert.equal(await tokenizer.decode(ids, { skipSpecialTokens: true }), decode_skip_special);
        assert.equal(await tokenizer.decode(ids), decode_keep_special);
      }
    });

    it("encodes a batch to the rows that the attention mask shows", async () => {
      const { texts, input_ids, attention_mask } = golden.batch_padding_max_length_64;
      const expected = input_ids.map((row, index) =>
        row.filter((_, column) => attention_mask[index]![column] === 1),
      );
      assert.deepEqual(await tokenizer.encodeBatch(texts, { maxLength: 64, truncation: true }), expected);
    });
  });
}
