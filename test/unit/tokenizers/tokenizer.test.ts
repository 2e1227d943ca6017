import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { AutoTokenizer, type Tokenizer } from "../../../src/library/tokenizers/index.js";
import { goldenPath } from "../../golden/goldenData.js";

for (const file of ["tokenizer.json", "spiece.model"]) {
  describe(`Tokenizer over ${file}`, () => {
    let folder: string;
    let tokenizer: Tokenizer;
    const text = "Tom will meet Ann at the station.";

    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), "summnb-tokenizer-"));
      for (const name of [file, "tokenizer_config.json"])
        await cp(goldenPath("tokenizers", "t5", name), path.join(folder, name));
      tokenizer = await AutoTokenizer.fromPretrained(folder);
    });

    after(() => rm(folder, { recursive: true }));

    it("keeps </s> when it truncates, down to </s> alone", async () => {
      const full = await tokenizer.encode(text);
      assert.deepEqual(await tokenizer.encode(text, { maxLength: 4 }), [...full.slice(0, 3), 1]);
      assert.deepEqual(await tokenizer.encode(text, { maxLength: 1 }), [1]);
      assert.deepEqual(await tokenizer.encode(text, { maxLength: full.length }), full);
      assert.deepEqual(
        await tokenizer.encode(text, { maxLength: 3, addSpecialTokens: false }),
        full.slice(0, 3),
      );
      await assert.rejects(tokenizer.encode(text, { maxLength: 0 }), /maxLength 0 .*adds 1 special token/);
      await assert.rejects(tokenizer.encode(text, { maxLength: Number.NaN }), /maxLength NaN/);
    });

    it("truncates by request only: to modelMaxLength without a length, not at all with false", async () => {
      const long = "word ".repeat(2000);
      assert.equal(tokenizer.modelMaxLength, 512);
      assert.equal((await tokenizer.encode(long, { truncation: true })).length, 512);
      const whole = (await tokenizer.encode(long)).length;
      assert.ok(whole > 2000);
      assert.equal((await tokenizer.encode(long, { maxLength: 9, truncation: false })).length, whole);
    });

    it("shows masked labels as padding and gives nothing for ids past the vocabulary", async () => {
      const [a] = await tokenizer.encode("a");
      assert.equal(await tokenizer.decode([-100, a!, -100, 1]), "<pad> a<pad></s>");
      assert.equal(await tokenizer.decode([-100, a!, 99_999, -1, 1], { skipSpecialTokens: true }), "a");
      assert.equal(
        await tokenizer.decode(new BigInt64Array([-100n, BigInt(a!)]), { skipSpecialTokens: true }),
        "a",
      );
      assert.equal(await tokenizer.decode([]), "");
      assert.deepEqual(await tokenizer.decodeBatch([]), []);
    });

    it("undoes the space before punctuation when asked", async () => {
      const ids = await tokenizer.encode("Hi , Ann . Do n't !", { addSpecialTokens: false });
      assert.equal(await tokenizer.decode(ids), "Hi , Ann . Do n't !");
      assert.equal(await tokenizer.decode(ids, { cleanUpTokenizationSpaces: true }), "Hi, Ann. Don't!");
    });

    it("takes text with half a surrogate pair as U+FFFD", async () => {
      assert.deepEqual(await tokenizer.encode("a \ud800 b"), await tokenizer.encode("a \ufffd b"));
    });

    it("encodes batches of more than one native call in order", async () => {
      const texts = Array.from({ length: 1200 }, (_, index) => `number ${index}`);
      const batch = await tokenizer.encodeBatch(texts);
      assert.deepEqual(await tokenizer.decodeBatch([batch[0]!, batch[1199]!], { skipSpecialTokens: true }), [
        await tokenizer.decode(await tokenizer.encode(texts[0]!), { skipSpecialTokens: true }),
        await tokenizer.decode(await tokenizer.encode(texts[1199]!), { skipSpecialTokens: true }),
      ]);
      assert.deepEqual(await tokenizer.encodeBatch([]), []);
    });
  });
}
