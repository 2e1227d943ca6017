import assert from "node:assert/strict";
import { hashIds, hashText } from "../../../../src/library/provenance/hash.js";
import { noteWholeLength, wholeLength } from "../../../../src/library/provenance/lengths.js";
import { commonEnds } from "../../../../src/library/training/doctor/gather/ends.js";
import { examineRows } from "../../../../src/library/training/doctor/gather/rows.js";
import { DataCollatorForSeq2Seq, type TokenizedRow } from "../../../../src/library/training/index.js";
import { loadTokenizer } from "./support.js";

const ids = (length: number, from = 2) => Array.from({ length }, (_, i) => from + i);
const examine = (rows: readonly TokenizedRow[], knowsLengths = false) =>
  examineRows({ rows, of: rows.length, padTokenId: 0, knowsLengths }).facts;

describe("What the training doctor sees in rows", () => {
  it("counts pads among labels, and labels that count", () => {
    const facts = examine([
      { inputIds: ids(3), labels: [5, 6, 0, 0, -100] },
      { inputIds: ids(4), labels: [5, 6] },
      { inputIds: ids(5), labels: [-100] },
    ]);
    assert.deepEqual(facts.padLabels, { rows: 1, labels: 2, all: 6 });
    assert.equal(facts.unlabelled, 1);
    assert.deepEqual(facts.labelLengths, [0, 2, 2]);
  });

  it("takes padding for hidden only when the mask hides it", () => {
    const padded = [...ids(3), 0, 0];
    const row = (attentionMask?: number[]) => ({ inputIds: padded, labels: [2], attentionMask });
    assert.equal(examine([row()]).unmasked, 1);
    assert.equal(examine([row([1, 1, 1, 1, 1])]).unmasked, 1);
    assert.equal(examine([row([1, 1, 1, 0, 0])]).unmasked, 0);
    assert.equal(examine([{ inputIds: [0, 0, 5], labels: [2], attentionMask: [0, 0, 1] }]).unmasked, 0);
  });

  it("takes equal documents for one, whatever their padding", () => {
    const facts = examine([
      { inputIds: [5, 6, 7], labels: [2] },
      { inputIds: [5, 6, 7, 0, 0], labels: [3] },
      { inputIds: [5, 6, 8], labels: [2] },
    ]);
    assert.equal(facts.distinct, 2);
  });

  it("knows by how much its own tokenizer cut, through padding and a data set", async () => {
    const tokenizer = await loadTokenizer();
    const text = "one two three four five six seven eight nine ten";
    const whole = (await tokenizer.encode(text)).length;
    const cut = await tokenizer.batch([text, "one"], {
      truncation: true,
      maxLength: 6,
      padding: "max_length",
    });
    assert.equal(wholeLength(cut.inputIds[0]!), whole);
    assert.equal(wholeLength(cut.inputIds[1]!), undefined);
    const facts = examine(cut.inputIds.map((inputIds) => ({ inputIds, labels: [2] })));
    assert.deepEqual(facts.inputs, { longest: 6, cut: 1, lost: { median: whole - 6, most: whole - 6 } });
  });

  it("guesses from many rows of the greatest length that foreign ids were cut", () => {
    const row = (length: number, from: number) => ({ inputIds: ids(length, from), labels: [2] });
    const natural = Array.from({ length: 200 }, (_, i) => row(20 + (i % 60), 2 + i));
    assert.equal(examine(natural).inputs.cut, 0);
    const cut = [...natural, ...Array.from({ length: 40 }, (_, i) => row(90, 2 + i))];
    assert.deepEqual(examine(cut).inputs, { longest: 90, cut: 40 });
    assert.equal(examine(cut, true).inputs.cut, 0);
    const equal = Array.from({ length: 50 }, (_, i) => row(64, 2 + i));
    assert.equal(examine(equal).inputs.cut, 0);
  });

  it("finds what all inputs begin and end with, in rows that were not cut", () => {
    const rows = Array.from({ length: 12 }, (_, i) => ({
      inputIds: [7, 8, 9, 100 + i, 200 - i, 11, 12, 1, ...(i % 2 ? [0, 0] : [])],
      labels: [2],
    }));
    assert.deepEqual(commonEnds(rows, 0), { lead: [7, 8, 9], tail: [11, 12] });
    const cut = { inputIds: [7, 8, 9, 300, 301, 302, 303, 1], labels: [2] };
    noteWholeLength(cut.inputIds, 40);
    assert.deepEqual(commonEnds([...rows, cut], 0), { lead: [7, 8, 9], tail: [11, 12] });
    assert.equal(commonEnds(rows.slice(0, 7), 0), undefined);
  });

  it("has hashes of 53 bits that tell documents apart", () => {
    const hashes = new Set<number>();
    for (let i = 0; i < 20_000; i++) hashes.add(hashText(`document number ${i}`)).add(hashIds([i, i + 1, 7]));
    assert.equal(hashes.size, 40_000);
    assert.ok([...hashes].every(Number.isSafeInteger));
    assert.equal(hashText(" a text\n"), hashText("a text"));
    assert.equal(hashIds([0, 5, 6, 0], 1, 3), hashIds([5, 6]));
  });

  it("takes well under a second for 20,000 rows", () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => ({ inputIds: ids(256, i), labels: ids(64, i) }));
    const before = process.cpuUsage();
    examine(rows, true);
    const { user } = process.cpuUsage(before);
    assert.ok(user < 500_000, `${user / 1000} ms`);
  });
});

describe("DataCollatorForSeq2Seq", () => {
  const collate = DataCollatorForSeq2Seq({ padTokenId: 0 });
  const values = (tensor: { toArray(): ArrayLike<bigint> }) => Array.from(tensor.toArray(), Number);

  it("keeps a row's own attention mask, under either name", () => {
    for (const name of ["attentionMask", "attention_mask"]) {
      const batch = collate([
        { inputIds: [5, 6, 0], labels: [2], [name]: [1, 1, 0] },
        { inputIds: [5, 6, 7, 8], labels: [2] },
      ]);
      assert.deepEqual(values(batch.attentionMask), [1, 1, 0, 0, 1, 1, 1, 1]);
      assert.equal(batch.sourceTokens, 6);
    }
  });

  it("refuses a mask of another length", () => {
    const row = { inputIds: [5, 6, 7], labels: [2], attentionMask: [1, 1] };
    assert.throws(() => collate([row]), /3 input ids and an attention mask of 2/);
  });
});
