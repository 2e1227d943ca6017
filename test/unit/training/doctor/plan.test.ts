import assert from "node:assert/strict";
import {
  generateSummaries,
  type TrainerOptions,
  type TrainingArgumentInputs,
} from "../../../../src/library/index.js";
import type { Finding } from "../../../../src/protocol/index.js";
import {
  adapted,
  dataset,
  loadStarter,
  loadTokenizer,
  rulesOf,
  type TextRow,
  textRows,
  trainerOf,
} from "./support.js";

/** Rows of ids, as notebooks make them that tokenize by themselves. */
async function idRows(
  count: number,
  { padding, mask }: { padding: boolean; mask: boolean },
): Promise<Exclude<TrainerOptions["trainDataset"], { features: unknown }>> {
  const tokenizer = await loadTokenizer();
  const rows = textRows(count);
  const options = padding ? ({ padding: "max_length", maxLength: 64, truncation: true } as const) : {};
  const inputs = await tokenizer.batch(
    rows.map(({ document }) => `summarize: ${document}`),
    options,
  );
  const labels = await tokenizer.batch(
    rows.map(({ summary }) => summary),
    {},
  );
  return rows.map((_, i) => ({
    inputIds: inputs.inputIds[i]!,
    labels: labels.inputIds[i]!,
    ...(mask ? { attentionMask: inputs.attentionMask[i]! } : {}),
  }));
}

const long = (words: number, number: number): TextRow => ({
  document: Array.from({ length: words }, (_, i) => `word${(i * number) % 97}`).join(" "),
  summary: `summary ${number}`,
});

interface Case {
  rule: string;
  what: string;
  changes?: () => Partial<TrainerOptions> | Promise<Partial<TrainerOptions>>;
  args?: TrainingArgumentInputs;
  /** Of the finding's message. */
  says: RegExp;
  severity: Finding["severity"];
}

const cases: Case[] = [
  {
    rule: "labels-contain-pad",
    what: "labels padded with pad ids",
    changes: async () => ({
      trainDataset: (await idRows(10, { padding: false, mask: false })).map((row, i) => ({
        ...row,
        labels: i < 4 ? [...row.labels, 0, 0, 0] : row.labels,
      })),
    }),
    says: /4 of 10 training rows have pad tokens \(id 0\) among their labels, 12 labels or \d+%/,
    severity: "error",
  },
  {
    rule: "no-labels",
    what: "labels that are all left out",
    changes: async () => ({
      trainDataset: (await idRows(10, { padding: false, mask: false })).map((row, i) => ({
        ...row,
        labels: i === 3 ? [-100, -100] : row.labels,
      })),
    }),
    says: /1 of 10 training rows have no label that counts/,
    severity: "warning",
  },
  {
    rule: "no-attention-mask",
    what: "padded inputs without a mask",
    changes: async () => ({ trainDataset: await idRows(10, { padding: true, mask: false }) }),
    says: /10 of 10 training rows are padded and have no attention mask/,
    severity: "warning",
  },
  {
    rule: "truncated",
    what: "documents that don't fit",
    changes: () => ({
      trainDataset: dataset([...textRows(57), long(300, 3), long(400, 5), long(500, 7)]),
      maxSourceLength: 200,
    }),
    says: /^Documents are cut to 200 tokens in 3 of 60 training rows: they lose [\d,]+ tokens in the median and [\d,]+ at most/,
    severity: "info",
  },
  {
    rule: "truncated",
    what: "summaries that don't fit",
    changes: () => ({ maxTargetLength: 4 }),
    says: /^Summaries are cut to 4 tokens in 60 of 60 training rows and 60 of 60 evaluation rows/,
    severity: "warning",
  },
  {
    rule: "t5-without-prefix",
    what: "a T5 that gets the documents alone",
    changes: () => ({ sourcePrefix: undefined }),
    says: /are the documents alone, while a T5 knows its task by a prefix/,
    severity: "warning",
  },
  {
    rule: "fp16",
    what: "weights in float16",
    changes: async () => ({ model: adapted((await loadStarter()).to("cpu", "float16")) }),
    says: /The weights are float16, and T5's activations exceed/,
    severity: "error",
  },
  {
    rule: "learning-rate",
    what: "LoRA with the rate of full fine-tuning",
    args: { learningRate: 5e-5 },
    says: /A learning rate of 0\.00005 suits full fine-tuning/,
    severity: "warning",
  },
  {
    rule: "learning-rate",
    what: "full fine-tuning with the rate of LoRA",
    changes: async () => ({ model: await loadStarter() }),
    says: /A learning rate of 0\.0005 suits LoRA/,
    severity: "warning",
  },
  {
    rule: "generation-length-default",
    what: "evaluations of a length that nobody chose",
    args: { generationMaxLength: null },
    says: /at most 20 tokens, Hugging Face's default/,
    severity: "warning",
  },
  {
    rule: "evaluation-length",
    what: "evaluations shorter than the summaries",
    args: { generationMaxLength: 5 },
    says: /at most 4 tokens, and 60 of 60 human summaries are longer, up to \d+ tokens/,
    severity: "warning",
  },
  {
    rule: "few-evaluation-rows",
    what: "ROUGE of ten rows",
    changes: () => ({ evalDataset: dataset(textRows(10, 1000)) }),
    says: /10 evaluation rows leave a ROUGE score uncertain by about 10 points/,
    severity: "warning",
  },
  {
    rule: "shared-documents",
    what: "rows that share documents",
    changes: () => ({
      evalDataset: dataset(textRows(60, 1000).map((row, i) => ({ ...row, document: `document ${i % 24}` }))),
    }),
    says: /60 evaluation rows share 24 documents/,
    severity: "warning",
  },
  {
    rule: "empty-texts",
    what: "rows without a document or a summary",
    changes: () => ({
      trainDataset: dataset(
        textRows(60).map((row, i) =>
          i === 7 || i === 9 ? { ...row, summary: " " } : i === 11 ? { ...row, document: "" } : row,
        ),
      ),
    }),
    says: /1 of 60 training rows have an empty document and 2 of 60 training rows have an empty summary, the first of them row 7/,
    severity: "warning",
  },
  {
    rule: "duplicate-rows",
    what: "rows that are there twice",
    changes: () => ({ trainDataset: dataset([...textRows(60), ...textRows(2)]) }),
    says: /2 of 62 training rows repeat an earlier row, document and summary, the first of them row 60/,
    severity: "warning",
  },
  {
    rule: "test-in-training",
    what: "evaluation rows that are training rows",
    changes: () => ({ evalDataset: dataset([...textRows(57, 1000), ...textRows(3, 20)]) }),
    says: /The documents of 3 of 60 evaluation rows are in the training rows too/,
    severity: "error",
  },
];

describe("The training doctor, before the first step", () => {
  it("finds nothing in a plan that is right", async () => {
    assert.deepEqual((await (await trainerOf()).diagnose()).findings, []);
  });

  for (const { rule, what, changes, args, says, severity } of cases)
    it(`finds ${what}`, async () => {
      const trainer = await trainerOf(await changes?.(), args);
      const { findings } = await trainer.diagnose();
      assert.deepEqual(rulesOf(findings), [rule]);
      assert.match(findings[0]!.message, says);
      assert.equal(findings[0]!.severity, severity);
      assert.ok(findings[0]!.fix.length > 10);
    });

  const right: [string, () => Promise<Partial<TrainerOptions>>, TrainingArgumentInputs?][] = [
    [
      "ids without padding",
      async () => ({ trainDataset: await idRows(10, { padding: false, mask: false }) }),
    ],
    [
      "padded ids with their mask",
      async () => ({ trainDataset: await idRows(10, { padding: true, mask: true }) }),
    ],
    [
      "full fine-tuning at its own rate",
      async () => ({ model: await loadStarter() }),
      { learningRate: 1e-4 },
    ],
    ["LoRA at twice the least rate", async () => ({}), { learningRate: 1e-4 }],
    ["summaries that just fit", async () => ({}), { generationMaxLength: 12 }],
    ["fifty rows of ROUGE", async () => ({ evalDataset: dataset(textRows(50, 1000)) })],
    [
      "twenty rows of loss",
      async () => ({ evalDataset: dataset(textRows(20, 1000)) }),
      { predictWithGenerate: false },
    ],
    [
      "a template in place of a prefix",
      async () => ({ sourcePrefix: undefined, promptTemplate: "Sum up: {document}" }),
    ],
  ];
  for (const [what, changes, args] of right)
    it(`finds nothing wrong with ${what}`, async () => {
      const { findings } = await (await trainerOf(await changes(), args)).diagnose();
      assert.deepEqual(findings, []);
    });

  it("finds that the model has been asked in other words so far", async () => {
    const model = adapted(await loadStarter());
    const tokenizer = await loadTokenizer();
    const ask = (sourcePrefix: string) =>
      generateSummaries(model, ["a text"], { tokenizer, sourcePrefix, maxNewTokens: 2 });
    await ask("Sum up: ");
    const differs = (await (await trainerOf({ model })).diagnose()).findings;
    assert.deepEqual(rulesOf(differs), ["prompt-differs"]);
    assert.match(
      differs[0]!.message,
      /"summarize: \{document\}", is not that of inference, "Sum up: \{document\}"/,
    );
    await ask("summarize:\n");
    const spaces = (await (await trainerOf({ model, sourcePrefix: "summarize:  " })).diagnose()).findings;
    assert.equal(spaces[0]!.severity, "info");
    assert.match(spaces[0]!.message, /this tokenizer drops the difference/);
    await ask("summarize: ");
    assert.deepEqual((await (await trainerOf({ model })).diagnose()).findings, []);
  });
});
