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

  it("gives the place of every token with --offsets", async () => {
    const { stdout } = await runCli(["tokenize", folder, "--offsets"], "an apple 😀 pie\n\n");
    const [line, empty] = stdout.split("\n").map((text) => text && JSON.parse(text));
    const tokenizer = await AutoTokenizer.fromPretrained(folder);
    assert.deepEqual(line.ids, await tokenizer.encode("an apple 😀 pie"));
    assert.deepEqual(line.tokens, tokenizer.convertIdsToTokens(line.ids));
    const parts = line.offsets.map(([start, end]: [number, number]) => "an apple 😀 pie".slice(start, end));
    assert.equal(parts[line.tokens.indexOf("<unk>")], "😀");
    assert.deepEqual(empty, { ids: [1], tokens: ["</s>"], offsets: [[0, 0]] });
    const both = await runCli(["tokenize", folder, "--offsets", "--decode"]);
    assert.equal(both.code, 2);
    assert.match(both.stderr, /--offsets.*--decode/);
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
