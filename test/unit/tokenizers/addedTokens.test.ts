import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { AddedTokens } from "../../../src/library/tokenizers/addedTokens.js";
import { AutoTokenizer } from "../../../src/library/tokenizers/index.js";
import { tokenizerFolder, useTokenizer } from "../../golden/tokenizers/tokenizerFolder.js";

describe("AddedTokens", () => {
  const tokens = new AddedTokens([
    { content: "<a>", id: 10, special: true },
    { content: "<a>1", id: 11, special: true },
    { content: "<m>", id: 12, special: true, lstrip: true, rstrip: true },
    { content: "cat", id: 13, special: false, singleWord: true },
    { content: "a.b", id: 14, special: false },
  ]);
  const cut = (text: string) =>
    tokens.split(text).map(({ start, end, token }) => (token ? token.id : text.slice(start, end)));

  for (const [text, expected] of [
    ["", []],
    ["x<a>y", ["x", 10, "y"]],
    ["<a><a>12", [10, 11, "2"]],
    // White space belongs to the token, up to the token before it.
    ["x \u0085<m>\n y", ["x", 12, "y"]],
    ["<m> <m>", [12, 12]],
    // A single word is not found inside others, whatever their script.
    ["cat concat cats écat cat_ (cat)", [13, " concat cats écat cat_ (", 13, ")"]],
    ["axb a.b", ["axb ", 14]],
  ] as const)
    it(`cuts ${JSON.stringify(text)}`, () => assert.deepEqual(cut(text), expected));

  it("cuts nothing without tokens", () => {
    assert.deepEqual(new AddedTokens().split("a b"), [{ start: 0, end: 3 }]);
  });
});

const variants = [
  ["t5", ["tokenizer.json", "tokenizer_config.json"]],
  ["t5", ["spiece.model", "tokenizer_config.json"]],
  ["pegasus", ["spiece.model", "tokenizer_config.json"]],
  ["bart", ["vocab.json", "merges.txt", "tokenizer_config.json"]],
] as const;

for (const [model, files] of variants) {
  describe(`Adding tokens to ${model}'s ${files[0]}`, () => {
    it("gives new ids at the end, also after saving", async () => {
      const folder = await tokenizerFolder(model, files);
      const target = await mkdtemp(path.join(tmpdir(), "summnb-tokenizer-"));
      try {
        const tokenizer = await AutoTokenizer.fromPretrained(folder);
        const { vocabSize } = tokenizer;
        assert.equal(tokenizer.addTokens(["#Person1#:", "#Person2#:", "#Person1#:"]), 2);
        assert.equal(tokenizer.addSpecialTokens("<turn>"), 1);
        assert.equal(tokenizer.addTokens(["#Person2#:", "<turn>"], { special: false }), 0);
        assert.equal(tokenizer.addTokens({ content: "Bob", singleWord: true }), 1);
        assert.equal(tokenizer.vocabSize, vocabSize + 4);
        const text = "#Person1#: Hi<turn>#Person2#: Bob Bobby";
        const ids = await tokenizer.encode(text);
        assert.deepEqual(
          ids.filter((id) => id >= vocabSize).map((id) => id - vocabSize),
          [0, 2, 1, 3],
        );
        await tokenizer.savePretrained(target);
        const again = await AutoTokenizer.fromPretrained(target);
        assert.equal(again.vocabSize, tokenizer.vocabSize);
        assert.deepEqual(await again.encode(text), ids);
        assert.deepEqual(await again.tokenize(text), await tokenizer.tokenize(text));
        assert.equal(
          await again.decode(ids, { skipSpecialTokens: true }),
          await tokenizer.decode(ids, { skipSpecialTokens: true }),
        );
        const config = JSON.parse(await readFile(path.join(target, "tokenizer_config.json"), "utf8"));
        assert.equal(config.model_max_length, tokenizer.modelMaxLength);
        assert.equal(config.added_tokens_decoder[vocabSize + 3].single_word, true);
      } finally {
        await rm(folder, { recursive: true });
        await rm(target, { recursive: true });
      }
    });
  });
}

describe("Special tokens", () => {
  const tokenizer = useTokenizer("t5", ["tokenizer.json"]);

  it("may be made of tokens that are there", async () => {
    const [hello] = await tokenizer().encode("Hello");
    const token = tokenizer().convertIdsToTokens(hello!);
    assert.equal(tokenizer().addSpecialTokens(token), 0);
    assert.ok(tokenizer().allSpecialTokens.includes(token));
    assert.equal(await tokenizer().decode([hello!], { skipSpecialTokens: true }), "");
  });

  it("are left out of tokens when asked", () => {
    const ids = tokenizer().convertTokensToIds(["▁a", "</s>", "<extra_id_0>", "no such token"]);
    assert.equal(ids[3], tokenizer().unkTokenId);
    assert.deepEqual(tokenizer().convertIdsToTokens(ids as number[], { skipSpecialTokens: true }), ["▁a"]);
    assert.equal(tokenizer().convertTokensToIds("</s>"), 1);
    assert.throws(() => tokenizer().convertIdsToTokens([553]), /no token with the id 553: .* 0 to 552/);
  });

  it("can't be empty", () => assert.throws(() => tokenizer().addTokens(""), /not empty/));
});
