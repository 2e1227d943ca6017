import assert from "node:assert/strict";
import { scope } from "../../../src/library/tensor/index.js";
import { useTokenizer } from "../../golden/tokenizers/tokenizerFolder.js";

for (const file of ["tokenizer.json", "spiece.model"]) {
  describe(`Tokenizer.batch over ${file}`, () => {
    const tokenizer = useTokenizer("t5", [file, "tokenizer_config.json"]);
    const unlimited = useTokenizer("t5", [file]);
    const texts = ["Tom will meet Ann at the station.", "Yes.", ""];

    it("gives a row a text, also for one, and encodePlus the row itself", async () => {
      const ids = await tokenizer().encode(texts[0]!);
      const expected = { inputIds: ids, attentionMask: ids.map(() => 1) };
      assert.deepEqual(await tokenizer().encodePlus(texts[0]!), expected);
      assert.deepEqual(await tokenizer().batch(texts[0]!), {
        inputIds: [ids],
        attentionMask: [expected.attentionMask],
      });
      assert.deepEqual(await tokenizer().batch([]), { inputIds: [], attentionMask: [] });
      assert.deepEqual(await tokenizer().batch([], { padding: true }), { inputIds: [], attentionMask: [] });
    });

    it("marks where each token is in the text", async () => {
      const text = "Ann 😀 ate";
      const { inputIds, offsetMapping } = await tokenizer().encodePlus(text, { returnOffsetsMapping: true });
      const parts = offsetMapping!.map(([start, end]) => text.slice(start, end));
      assert.equal(inputIds.length, parts.length);
      assert.ok(parts.includes("😀"));
      assert.equal(Math.max(...offsetMapping!.flat()), text.length);
      assert.deepEqual(offsetMapping!.at(-1), [0, 0]);
    });

    it("fills labels with -100 to their own longest, or with what is asked for", async () => {
      const targets = ["Tom meets Ann.", "Yes", "No"];
      const { labels, inputIds } = await tokenizer().batch(texts, { padding: true, textTarget: targets });
      const own = await tokenizer().encodeBatch(targets);
      const longest = Math.max(...own.map((row) => row.length));
      assert.notEqual(longest, inputIds[0]!.length);
      assert.deepEqual(
        labels,
        own.map((row) => [...row, ...new Array<number>(longest - row.length).fill(-100)]),
      );
      const counted = await tokenizer().batch(texts, {
        padding: true,
        textTarget: targets,
        labelPadTokenId: 0,
      });
      assert.deepEqual(
        counted.labels,
        labels!.map((row) => row.map((id) => Math.max(id, 0))),
      );
      await assert.rejects(tokenizer().batch(texts, { textTarget: "one" }), /3 texts and 1 target texts/);
    });

    it("makes tensors of rows of one length", async () => {
      const options = { padding: true, textTarget: texts, returnTensors: "pt" } as const;
      const arrays = await tokenizer().batch(texts, { ...options, returnTensors: undefined });
      const tensors = await tokenizer().batch(texts, options);
      const { inputIds, attentionMask, labels } = tensors;
      scope(() => {
        assert.deepEqual(inputIds.shape, [3, arrays.inputIds[0]!.length]);
        for (const [tensor, rows] of [
          [inputIds, arrays.inputIds],
          [attentionMask, arrays.attentionMask],
          [labels!, arrays.labels!],
        ] as const)
          assert.deepEqual(Array.from(tensor.toArray(), Number), rows.flat());
      });
      for (const tensor of [inputIds, attentionMask, labels!]) tensor.free();
      await assert.rejects(
        tokenizer().batch(texts, { returnTensors: "pt" }),
        /make no tensor: pass padding: true/,
      );
    });

    it("pads rows that came from elsewhere", () => {
      const padded = tokenizer().pad(
        {
          inputIds: [
            [5, 1],
            [6, 7, 1],
          ],
          labels: [[1], [2, 1]],
        },
        { padToMultipleOf: 4 },
      );
      assert.deepEqual(padded, {
        inputIds: [
          [5, 1, 0, 0],
          [6, 7, 1, 0],
        ],
        attentionMask: [
          [1, 1, 0, 0],
          [1, 1, 1, 0],
        ],
        labels: [
          [1, -100, -100, -100],
          [2, 1, -100, -100],
        ],
      });
      const left = tokenizer().pad(
        { inputIds: [[5], [6, 7]], attentionMask: [[0], [1, 1]] },
        { paddingSide: "left" },
      );
      assert.deepEqual(left, {
        inputIds: [
          [0, 5],
          [6, 7],
        ],
        attentionMask: [
          [0, 0],
          [1, 1],
        ],
      });
    });

    it("refuses what makes no sense, and says why", async () => {
      const refused = (options: object, reason: RegExp) =>
        assert.rejects(tokenizer().batch(texts, options), reason);
      await refused({ padding: true, padToMultipleOf: 0 }, /padToMultipleOf 0 is no multiple/);
      await refused(
        { padding: true, truncation: true, maxLength: 10, padToMultipleOf: 8 },
        /cut to 10 tokens, which is no multiple of padToMultipleOf 8/,
      );
      await refused({ maxLength: 2.5 }, /maxLength 2\.5 is no length/);
      await refused({ maxLength: -1 }, /maxLength -1 is no length/);
      await assert.rejects(
        unlimited().batch(texts, { padding: "max_length" }),
        /"max_length" needs a maxLength/,
      );
      const mixed = ["a", null, "b"] as unknown as string[];
      await assert.rejects(tokenizer().encodeBatch(mixed), /Text 1 is not a string but null/);
    });
  });
}
