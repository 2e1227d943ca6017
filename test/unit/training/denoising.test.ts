import assert from "node:assert/strict";
import path from "node:path";
import type { LongTensor } from "../../../src/library/tensor/index.js";
import { AutoTokenizer, type Tokenizer } from "../../../src/library/tokenizers/index.js";
import {
  corruptSpans,
  DataCollatorForDenoising,
  Draws,
  leadClause,
  leadRows,
  type TaskShares,
} from "../../../src/library/training/denoising/index.js";
import { repositoryRoot } from "../../golden/goldenData.js";

const sentinel = (i: number) => 1000 - i;

describe("Span corruption", () => {
  it("hides about a share of the tokens, and source and target together hold them all", () => {
    const ids = Array.from({ length: 100 }, (_, i) => i);
    const { inputIds, labels } = corruptSpans(
      ids,
      { noiseDensity: 0.15, meanSpanLength: 3, sentinel },
      new Draws(1),
    );
    const hidden = labels.filter((id) => id < 900);
    assert.equal(hidden.length, 15);
    const spans = new Map<number, number[]>();
    for (const id of labels) {
      if (id >= 900) spans.set(id, []);
      else [...spans.values()].at(-1)!.push(id);
    }
    assert.deepEqual(
      inputIds.flatMap((id) => spans.get(id) ?? [id]),
      ids,
    );
    assert.equal(spans.size, 5 + 1, "five spans and the closing sentinel");
  });

  it("leaves at least one token even of the shortest text", () => {
    const { inputIds, labels } = corruptSpans(
      [7, 8],
      { noiseDensity: 0.15, meanSpanLength: 3, sentinel },
      new Draws(1),
    );
    assert.equal(inputIds.length, 2);
    assert.equal(labels.length, 3);
  });
});

describe("Lead clause", () => {
  const cases = [
    [
      "TetGen is an automatic 3d tetrahedral mesh generator, written in C++.",
      "automatic 3d tetrahedral mesh generator",
    ],
    ["This package contains the tools to assist verifying (or not) a JDK.", "tools to assist verifying"],
    ["PostgreSQL MDB2 driver", "PostgreSQL MDB2 driver"],
    ["Foo lets you to do it that way", "do it that way"],
  ] as const;
  for (const [sentence, clause] of cases) it(clause, () => assert.equal(leadClause(sentence), clause));
});

describe("The denoising collator", () => {
  let tokenizer: Tokenizer;
  const short = "Tool is a program to count words. It reads files.";
  const long = `${short} It counts the words of many files, sums them up and prints a table of what it found.`;
  before(async () => {
    tokenizer = await AutoTokenizer.fromPretrained(path.join(repositoryRoot, "examples/starter"));
  });

  async function batch(seed: number, shares: TaskShares, document = short): Promise<string[]> {
    const collate = DataCollatorForDenoising({
      tokenizer,
      seed,
      maxSourceLength: 64,
      maxTargetLength: 32,
      shares,
    });
    const { inputIds, labels } = collate(await leadRows([document], tokenizer));
    const ids = (tensor: LongTensor) => Array.from(tensor.toArray(), Number);
    return tokenizer.decodeBatch([ids(inputIds), ids(labels)]);
  }

  it("asks for the first sentence from the rest", async () => {
    const [source, target] = await batch(1, { spans: 0, gap: 1, copy: 0, fragments: 0 });
    assert.match(source!, /^<extra_id_0> ?It reads files\.<\/s>$/);
    assert.equal(target, "Tool is a program to count words.</s>");
  });

  it("asks for the first sentence from the whole", async () => {
    const [source] = await batch(1, { spans: 0, gap: 0, copy: 1, fragments: 0 });
    assert.match(source!, /^<extra_id_0> ?Tool is a program/);
  });

  it("asks for the clause behind a sentinel of its own", async () => {
    const [source, target] = await batch(1, { spans: 0, gap: 0, copy: 0, fragments: 0 });
    assert.match(source!, /^<extra_id_1> ?Tool is a program/);
    assert.equal(target, "program to count words</s>");
  });

  it("asks for fragments of the document", async () => {
    const [source, target] = await batch(1, { spans: 0, gap: 0, copy: 0, fragments: 1 }, long);
    assert.match(source!, /^<extra_id_2> ?Tool is a program/);
    const fragments = target!.replace("</s>", "").split(" ");
    assert.ok(fragments.length >= 2 && fragments.every((word) => long.split(" ").includes(word)), target);
  });

  it("draws the same tasks from the same seed", async () => {
    const shares = { spans: 1, gap: 0, copy: 0, fragments: 0 };
    assert.deepEqual(await batch(3, shares, long), await batch(3, shares, long));
    assert.notDeepEqual(await batch(3, shares, long), await batch(4, shares, long));
  });
});
