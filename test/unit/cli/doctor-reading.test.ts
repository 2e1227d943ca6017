import assert from "node:assert/strict";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { diagnoseNotebook } from "../../../src/cli/doctor/notebook/index.js";
import type { Finding } from "../../../src/protocol/index.js";
import { repositoryRoot } from "../../golden/goldenData.js";
import { writeNotebook } from "../../integration/cli/notebooks.js";

const setup = `import { AutoModelForSeq2SeqLM, AutoTokenizer, LoraConfig, PeftModel, Seq2SeqTrainer,
  Seq2SeqTrainingArguments, compareRouge, evaluateRouge, generateSummaries, getPeftModel, loadDataset, range } from "summnb";
const dataset = await loadDataset("./data");
const tokenizer = await AutoTokenizer.fromPretrained("./starter");
const model = await AutoModelForSeq2SeqLM.fromPretrained("./starter");
const test = dataset.test.select(range(200));
const documents = test.texts("document");
const references = test.texts("summary");`;
const how = `const prefix = "summarize" + ": ";
const how = { tokenizer, sourcePrefix: prefix, maxNewTokens: 30 };`;
const lora = `const lora = getPeftModel(model, new LoraConfig({ r: 4, targetModules: ["q", "v"] }));`;
const train = (changes = "", args = "learningRate: 5e-4, maxSteps: Number(process.env.STEPS)") =>
  `const trainer = new Seq2SeqTrainer({ model: lora, tokenizer, trainDataset: dataset.train, sourcePrefix: prefix,
  args: new Seq2SeqTrainingArguments({ outputDir: "out", ${args} }), ${changes} });
await trainer.train();`;
const full = (args = "learningRate: 1e-4") =>
  `await new Seq2SeqTrainer({ model, tokenizer, trainDataset: dataset.train, ...how,
  args: new Seq2SeqTrainingArguments({ outputDir: "out", ${args} }) }).train();`;
const compare = (base: string, tuned: string) =>
  `compareRouge({ references, predictions: { base: ${base}, tuned: ${tuned} } })`;
const summaries = (of: string, options = "how") => `await generateSummaries(${of}, documents, ${options})`;

describe("Reading a notebook without running it", function () {
  this.timeout(30_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "summnb-reading-"));
    await symlink(path.join(repositoryRoot, "examples/starter"), path.join(folder, "starter"));
  });
  after(() => rm(folder, { recursive: true }));

  const read = async (...cells: string[]): Promise<Finding[]> =>
    diagnoseNotebook(await writeNotebook(path.join(folder, "a.summnb"), ...cells));
  const inShort = (findings: readonly Finding[]) => findings.map(({ rule, cell }) => `${rule} ${cell}`);

  const cases: [what: string, cells: string[], expected: string[]][] = [
    [
      "a notebook in which nothing is wrong",
      [
        setup,
        how,
        `const before = ${summaries("model")};`,
        lora,
        train(),
        compare("before", summaries("lora")),
      ],
      [],
    ],
    [
      "a base that carries the trained adapter",
      [setup, how, lora, train(), compare(summaries("model"), summaries("lora"))],
      ["same-weights 5 of 5"],
    ],
    [
      "a base beside an adapter that was loaded into another one",
      [
        setup,
        how,
        lora,
        train(),
        `const other = await AutoModelForSeq2SeqLM.fromPretrained("./starter");
const loaded = await PeftModel.fromPretrained(other, "out");`,
        compare(summaries("model"), summaries("loaded")),
      ],
      ["base-changed 6 of 6"],
    ],
    [
      "a base that was trained itself",
      [setup, how, full(), compare(summaries("model"), summaries("model"))],
      ["same-weights 4 of 4"],
    ],
    [
      "a base that generated before it was trained",
      [setup, how, `const before = ${summaries("model")};`, full(), compare("before", summaries("model"))],
      [],
    ],
    [
      "one model asked in two ways",
      [
        setup,
        how,
        `compareRouge({ references, predictions: { a: ${summaries("model")}, b: ${summaries("model", "{ ...how, numBeams: 4 }")} } })`,
      ],
      [],
    ],
    [
      "another prompt than the training's",
      [
        setup,
        how,
        lora,
        train(),
        summaries("lora", "{ tokenizer, promptTemplate: `Sum up:\\n{document}`, maxNewTokens: 9 }"),
      ],
      ["prompt-differs 5 of 5"],
    ],
    [
      "a prompt that nobody can know",
      [setup, how, lora, train(), summaries("lora", "{ ...how, sourcePrefix: process.env.PREFIX }")],
      [],
    ],
    [
      "LoRA's targets that match nothing",
      [setup, how, lora.replace('"q", "v"', '"q_proj"'), train()],
      ["lora-targets 3 of 4"],
    ],
    [
      "a rate of full fine-tuning for LoRA",
      [setup, how, lora, train("", "learningRate: 5e-5")],
      ["learning-rate 4 of 4"],
    ],
    [
      "a rate that nobody can know",
      [setup, how, lora, train("", "learningRate: Number(process.env.RATE)")],
      [],
    ],
    [
      "a rate of LoRA for full fine-tuning",
      [setup, how, full("learningRate: 1e-3")],
      ["learning-rate 3 of 3"],
    ],
    [
      "an argument that does not exist",
      [setup, how, full("learningRate: 1e-4, warmup: 3")],
      ["arguments 3 of 3"],
    ],
    ["float16", [setup, how, full("learningRate: 1e-4, fp16: true")], ["fp16 3 of 3"]],
    ["no prefix for a T5", [setup, how, lora, train("sourcePrefix: ''")], ["t5-without-prefix 4 of 4"]],
    [
      "summaries of 20 tokens",
      [setup, summaries("model", "{ tokenizer, sourcePrefix: 'a ' }")],
      ["generation-length-default 2 of 2"],
    ],
    [
      "evaluations of 20 tokens on a few rows",
      [
        setup,
        how,
        lora,
        train(
          "evalDataset: dataset.validation.select(range(10, 30))",
          "learningRate: 5e-4, predictWithGenerate: true",
        ),
      ],
      ["generation-length-default 4 of 4", "few-evaluation-rows 4 of 4"],
    ],
    [
      "scores of the split that was trained on",
      [
        setup,
        how,
        lora,
        train(),
        `compareRouge({ references, predictions: { lora: await generateSummaries(lora, dataset.train.select(range(100)).texts("document"), how) } })`,
      ],
      ["test-in-training 5 of 5"],
    ],
    [
      "ten rows",
      [
        setup,
        how,
        `const ten = documents.slice(0, 10);
const predictions = await generateSummaries(model, ten, how);
evaluateRouge({ predictions, references: references.slice(0, 10) })`,
      ],
      ["few-evaluation-rows 3 of 3"],
    ],
    [
      "a cell that can't run, and goes on",
      [setup, "const = 3;", how, full("learningRate: 1e-3")],
      ["syntax 2 of 4", "learning-rate 4 of 4"],
    ],
  ];
  for (const [what, cells, expected] of cases)
    it(`finds ${expected.length === 0 ? "nothing in " : ""}${what}`, async () => {
      assert.deepEqual(inShort(await read(...cells)), expected);
    });

  it("copes with all that a cell may hold", async () => {
    const cells = [
      `# Text`,
      `class A<T> { #x = 1; static y = 2; get z() { return this.#x; } }
function* g() { yield* [1, 2]; }
const f = (n: number): number => (n > 0 ? f(n - 1) : 0);
f(3);
const { a, b: [c, ...d], ...e } = { a: 1, b: [2, 3], x: 4 } as const;
label: for (let i = 0; i < 3; i++) { if (i) continue label; else break; }
for await (const x of g()) { switch (x) { case 1: break; default: } }
try { throw new Error(\`\${a}\`); } catch { c; } finally { d?.length; }
const h = async function named(this: unknown, { p = 1 }: { p?: number } = {}, ...rest: unknown[]) { return [p, ...rest]; };
await Promise.all([1, 2].map(async (x) => h({ p: x })));
export const k = 1n, r = /x/g, t = String.raw\`a\${k}\`;
do { var old = typeof undefined; } while (false);
(await import("node:fs")).existsSync("x"), new.target;`.replace(", new.target", ""),
      `const o: Record<string, unknown> = {}; o.x = o; o["y"] = [o]; o.x;
const again = (x: unknown): unknown => again(again(x)); again(1);`,
    ];
    assert.deepEqual(await read(...cells), []);
  });
});
