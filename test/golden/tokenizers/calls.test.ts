// `tokenizer(texts, …)` of Transformers 4.57.6 on the golden tokenizers: offsets of all texts, and how padding,
// truncation and their sides combine. Made by calling its fast tokenizers; Pegasus's differs from SentencePiece in
// ten texts, whose offsets are left out.
import assert from "node:assert/strict";
import type { BatchOptions, Span } from "../../../src/library/tokenizers/index.js";
import { readGolden } from "../goldenData.js";
import { useTokenizer, variants } from "./tokenizerFolder.js";

interface Call {
  options: {
    padding?: boolean | "longest" | "max_length";
    truncation?: boolean;
    max_length?: number;
    pad_to_multiple_of?: number;
    padding_side?: "left";
    add_special_tokens?: boolean;
  };
  truncation_side: "left" | "right";
  input_ids: number[][];
  attention_mask: number[][];
  special_tokens_mask: number[][];
  offset_mapping: Span[][];
}

interface ModelCalls {
  texts: string[];
  offsets: (Span[] | null)[];
  tokens: (string[] | null)[];
  calls: Call[];
  text_target: { targets: string[]; labels: number[][]; input_ids: number[][] };
}

const golden = readGolden<{ models: Record<string, ModelCalls> }>("tokenizers", "calls.json").models;

/** Python counts code points. */
function toStringIndices(text: string, spans: readonly Span[]): Span[] {
  const starts = [0];
  for (const character of text) starts.push(starts.at(-1)! + character.length);
  return spans.map(([start, end]) => [starts[start]!, starts[end]!]);
}

/**
 * Texts where the places of spiece.model's tokens are ours: both characters of a letter with a combining mark, and
 * Pegasus's space mark where the converted tokenizer takes it from the second of two spaces.
 */
const ownPlaces = { t5: /\p{L}\p{M}/u, pegasus: /\p{L}\p{M}|\s{2}/u };

for (const { name, model, files } of variants) {
  const { texts, offsets, tokens, calls, text_target } = golden[model]!;
  const cases = readGolden<{ cases: { text: string }[] }>("tokenizers", `${model}_cases.json`).cases;
  const own = model !== "bart" && files.includes("spiece.model") ? ownPlaces[model] : undefined;

  describe(`Calls of ${name}, against Transformers`, () => {
    const tokenizer = useTokenizer(model, files);

    it("gives the same offsets, as indices of JavaScript strings", async () => {
      const { offsetMapping } = await tokenizer().batch(
        cases.map(({ text }) => text),
        { returnOffsetsMapping: true },
      );
      let compared = 0;
      for (const [index, { text }] of cases.entries()) {
        const expected = offsets[index];
        if (!expected || own?.test(text)) continue;
        assert.deepEqual(offsetMapping![index], toStringIndices(text, expected), JSON.stringify(text));
        compared++;
      }
      assert.ok(compared >= 85, `${compared} compared`);
    });

    it("gives the same tokens of a text", async () => {
      // There, BART's mask comes with the space that belongs to it.
      const bare = (token: string) => token.replace(" <mask>", "<mask>");
      for (const [index, { text }] of cases.entries())
        if (tokens[index]) assert.deepEqual(await tokenizer().tokenize(text), tokens[index].map(bare), text);
    });

    for (const call of calls) {
      const { options, truncation_side } = call;
      it(`does ${JSON.stringify(options)} cutting ${truncation_side}`, async () => {
        const ours: BatchOptions & { returnTensors?: undefined } = {
          padding: options.padding,
          truncation: options.truncation,
          maxLength: options.max_length,
          padToMultipleOf: options.pad_to_multiple_of,
          paddingSide: options.padding_side,
          addSpecialTokens: options.add_special_tokens,
          truncationSide: truncation_side,
        };
        const batch = await tokenizer().batch(texts, {
          ...ours,
          returnOffsetsMapping: true,
          returnSpecialTokensMask: true,
        });
        assert.deepEqual(batch.inputIds, call.input_ids);
        assert.deepEqual(batch.attentionMask, call.attention_mask);
        assert.deepEqual(batch.specialTokensMask, call.special_tokens_mask);
        for (const [row, text] of texts.entries())
          assert.deepEqual(batch.offsetMapping![row], toStringIndices(text, call.offset_mapping[row]!));
      });
    }

    it("gives the ids of target texts as labels", async () => {
      const { targets, labels, input_ids } = text_target;
      const batch = await tokenizer().batch(texts, { textTarget: targets, truncation: true, maxLength: 12 });
      assert.deepEqual([batch.labels, batch.inputIds], [labels, input_ids]);
    });
  });
}
