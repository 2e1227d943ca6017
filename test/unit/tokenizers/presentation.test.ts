import assert from "node:assert/strict";
import { inspect } from "node:util";
import { hoverSymbol } from "../../../src/library/display/types.js";
import { useTokenizer } from "../../golden/tokenizers/tokenizerFolder.js";

describe("A tokenizer's display", () => {
  const t5 = useTokenizer("t5", ["tokenizer.json", "tokenizer_config.json"]);
  const bart = useTokenizer("bart", ["vocab.json", "merges.txt"]);

  it("is one line as text", () => {
    assert.equal(
      String(t5()),
      `T5Tokenizer(${JSON.stringify(t5().folder)}, vocabSize=553, modelMaxLength=512, paddingSide="right", truncationSide="right", specialTokens={ eosToken: "</s>", unkToken: "<unk>", padToken: "<pad>", others: 100, <extra_id_99> to <extra_id_0> })`,
    );
    assert.equal(inspect(t5()), String(t5()));
  });

  it("says in the hover what kind it is, its size, its special tokens and its longest text", () => {
    const markdown = bart()[hoverSymbol]();
    for (const line of [
      "**BartTokenizer**",
      "| vocabulary | 581 tokens from vocab.json and merges.txt |",
      "| longest text | unknown |",
      "| bosToken | <s> = 0 |",
      "| maskToken | <mask> = 580 |",
    ])
      assert.ok(markdown.includes(line), `${line} in\n${markdown}`);
    assert.match(t5()[hoverSymbol](), /\| longest text \| 512 tokens \|/);
    assert.match(t5()[hoverSymbol](), /\| others \| 100, <extra_id_99> to <extra_id_0> \|/);
  });

  it("is a table without markup from tokens as HTML", () => {
    const { "text/html": html, "text/plain": plain } = t5().toMimeBundle();
    assert.equal(plain, String(t5()));
    assert.ok(String(html).includes("&lt;/s&gt; = 1"));
    assert.ok(!String(html).includes("</s>"));
  });
});
