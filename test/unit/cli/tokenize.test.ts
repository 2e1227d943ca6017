import assert from "node:assert/strict";
import { AutoTokenizer } from "../../../src/library/tokenizers/index.js";
import { goldenPath } from "../../golden/goldenData.js";
import { runCli, stackLine } from "./runCli.js";

const folder = goldenPath("tokenizers", "t5");

describe("summnb tokenize", () => {
  const texts = ["The package provides a library.", "", "tabs\tand  spaces ", "ünïcode 👩‍👩‍👧 \u2028 x"];

  it("gives a JSON array a line, equal to the library's ids, and the text back", async () => {
    const tokenizer = await AutoTokenizer.fromPretrained(folder);
    const encoded = await runCli(["tokenize", folder], texts.map((text) => `${text}\n`).join(""));
    assert.equal(encoded.code, 0, encoded.stderr);
    const ids = encoded.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(ids, await tokenizer.encodeBatch(texts));
    assert.ok(ids.every((row) => row.at(-1) === tokenizer.eosTokenId));

    const decoded = await runCli(["tokenize", folder, "--decode"], encoded.stdout);
    assert.deepEqual(
      decoded.stdout.split("\n").slice(0, -1),
      await tokenizer.decodeBatch(ids, { skipSpecialTokens: true }),
    );
  });

  it("keeps the order over more lines than one batch holds", async () => {
    const lines = Array.from({ length: 600 }, (_, index) => `text number ${index}`);
    const { stdout } = await runCli(["tokenize", folder, "--json"], lines.join("\n"));
    const tokenizer = await AutoTokenizer.fromPretrained(folder);
    assert.deepEqual(JSON.parse(stdout), await tokenizer.encodeBatch(lines));
  });

  it("names the line that is no array of ids", async () => {
    for (const wrong of ["[1, 2", '["a"]', "{}", "[1.5]", ""]) {
      const { code, stderr } = await runCli(["tokenize", folder, "--decode"], `[1]\n${wrong}\n`);
      assert.equal(code, 1, wrong);
      assert.match(stderr, /^Line 2 of the input is no JSON array of token ids/);
      assert.doesNotMatch(stderr, stackLine);
    }
  });
});
