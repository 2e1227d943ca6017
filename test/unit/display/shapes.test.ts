import assert from "node:assert/strict";
import {
  datasetText,
  diagnosticsText,
  parametersText,
  progressText,
  rougeText,
  runsText,
  summariesText,
  trainingText,
  verdict,
} from "../../../src/library/display/index.js";
import * as samples from "./samples.js";

const dashes = "-".repeat(99);

describe("text in the shape of the Python notebooks", () => {
  it("counts parameters as the FLAN-T5 LoRA notebook does", () => {
    assert.equal(
      parametersText(samples.parameters),
      "Trainable model parameters: 3538944\nAll model parameters: 251116800\nPercentage of trainable model parameters: 1.41%",
    );
  });

  it("prints the Trainer's table", () => {
    const lines = trainingText(samples.notebookTraining).split("\n");
    assert.deepEqual(lines.slice(0, 3), [
      "Step  Training Loss",
      "  10      37.050000",
      "  20      15.296900",
    ]);
    assert.equal(lines[10], " 100       1.059800");
    assert.equal(
      lines[11],
      "finished: step 100 of 100, epoch 0.06, 2.1 s, 5,230 tokens/s, peak memory 706.9 MiB, cpu",
    );
  });

  it("adds the validation loss and says where no training loss was logged", () => {
    const log = { epoch: 1, gradNorm: null, learningRate: null };
    const text = trainingText({
      ...samples.notebookTraining,
      logs: [
        { step: 5, ...log, loss: null, evalLoss: 3.816803 },
        { step: 10, ...log, loss: 2.5, evalLoss: 3.717122, metrics: { rouge1: 0.25 } },
      ],
    });
    assert.deepEqual(text.split("\n").slice(0, 3), [
      "Step  Training Loss  Validation Loss    rouge1",
      "   5         No log         3.816803",
      "  10       2.500000         3.717122  0.250000",
    ]);
  });

  it("shows the last evaluation's intervals and some of its summaries", () => {
    const lines = trainingText(samples.evaluatedTraining).split("\n");
    assert.deepEqual(lines.slice(-7, -3), [
      "Evaluation at step 600: rouge1 0.371 [0.355, 0.388], rouge2 0.152 [0.138, 0.166], rougeL 0.310 [0.295, 0.327], rougeLsum 0.311 [0.295, 0.327]",
      "  row 0: monitor and control the LongRun power management of Crusoe processors",
      "  human: control LongRun capability of Transmeta's Crusoe CPUs",
      "  row 1: lightweight window manager",
    ]);
    assert.equal(lines.at(-2), "  row 2: (nothing)");
  });

  it("cuts a long table in the middle", () => {
    const lines = trainingText(samples.training(10_000)).split("\n");
    assert.equal(lines.length, 1 + 10 + 1 + 30 + 1);
    assert.match(lines[11]!, /^ +…$/);
  });

  it("sets each summary under its system and a dashed line", () => {
    const [row] = samples.summaries.rows;
    const text = summariesText({ ...samples.summaries, rows: [row!] });
    assert.ok(text.startsWith("Document 0:\nWMLongRun is a program to monitor LongRun."));
    assert.ok(text.includes(`\n\nLoRA:${dashes.slice(4)}\n${row!.summaries.lora}\n\nHuman:`));
    assert.ok(text.endsWith(`Human:${dashes.slice(5)}\n${row!.summaries.human}`));
  });

  it("says how many rows of summaries it leaves out", () => {
    assert.ok(summariesText(samples.summaries).endsWith("… and 37 more rows."));
  });

  it("prints ROUGE as dictionaries and the differences with their intervals", () => {
    const lines = rougeText(samples.rouge).split("\n");
    assert.equal(lines[2], "LoRA: {'rouge1': 0.372, 'rouge2': 0.171, 'rougeL': 0.351, 'rougeLsum': 0.351}");
    assert.equal(lines[4], "Absolute difference, LoRA minus Base model:");
    assert.equal(lines[5], "rouge1:     +8.50%  [+6.60%, +10.59%]  clear");
    assert.equal(lines[12], "rouge2:     -1.20%  [-2.60%, +0.20%]  within noise");
    assert.equal(lines.at(-1), "F1 over 200 pairs. Intervals are 95% bootstrap intervals.");
  });

  it("calls a difference clear only when its interval leaves out zero", () => {
    assert.equal(verdict({ value: 0.1, low: 0.01, high: 0.2 }), "clear");
    assert.equal(verdict({ value: -0.1, low: -0.2, high: -0.01 }), "clear");
    assert.equal(verdict({ value: 0.1, low: 0, high: 0.2 }), "within noise");
    assert.equal(verdict({ value: 0.1 }), undefined);
  });

  it("prints data sets as Hugging Face does", () => {
    assert.equal(
      datasetText(samples.dataset).split("\n").slice(0, 5).join("\n"),
      "DatasetDict({\n    train: Dataset({\n        features: ['id', 'document', 'summary'],\n        num_rows: 20065\n    })",
    );
    const [train] = samples.dataset.splits;
    assert.equal(
      datasetText({ ...samples.dataset, splits: [train!] }),
      "Dataset({\n    features: ['id', 'document', 'summary'],\n    num_rows: 20065\n})",
    );
  });

  it("prints progress as tqdm does", () => {
    assert.equal(
      progressText({ label: "Map", value: 5233, total: 12460, unit: "examples" }),
      "Map:  41%|████      | 5233/12460 examples",
    );
    assert.equal(
      progressText({ label: "Read", value: 12, total: null, detail: "a.jsonl" }),
      "Read: 12 [a.jsonl]",
    );
    assert.equal(progressText({ label: "None", value: 0, total: 0 }), "None: 100%|██████████| 0/0");
  });

  it("names rule, reason and fix of each finding, and says when there are none", () => {
    const [finding] = samples.findings;
    assert.equal(
      diagnosticsText([finding!]),
      `error (labels-contain-pad)\n  ${finding!.message}\n  Fix: ${finding!.fix}`,
    );
    assert.match(
      diagnosticsText([{ ...finding!, cell: "[5]" }]),
      /^error \(labels-contain-pad\), cell \[5\]\n/,
    );
    assert.equal(diagnosticsText([]), "The training doctor found nothing to correct.");
  });

  it("sets runs side by side with a star at the best of each figure", () => {
    assert.equal(
      runsText(samples.runs),
      `2 runs

A  20261122-203000-flan-lora-ab12  finished
B  20261122-211500-flan-lora-cd34  died

                            A          B
learningRate           0.0005      0.001
lora.targetModules  ["q","v"]          –
steps                     300        180
trainLoss              1.9823          –
evalLoss             1.7700 *   1.9300
rouge1              0.37000    0.37200 *`,
    );
  });

  it("gives ranked runs a line each, best first, and says what it says besides", () => {
    const lines = runsText(samples.trials).split("\n");
    assert.deepEqual(lines.slice(0, 4), [
      "Search: 8 trials",
      "Interrupted after 8 of 20 trials.",
      "         evalLoss  learningRate  lrSchedulerType     state",
      "trial 0  1.7700 *        0.0001           linear  finished",
    ]);
    assert.equal(lines.length, 3 + 8);
    assert.match(lines.at(-1)!, /^trial 3 +1\.9800 +0\.0008 +cosine +pruned$/);
  });

  it("breaks a table of many runs into blocks that fit on a line", () => {
    const many = Array.from({ length: 12 }, (_, index) => String.fromCharCode(65 + index));
    const text = runsText({
      title: "12 runs",
      runs: many.map((label) => ({ id: `run-${label}`, label, state: "finished", points: [] })),
      settings: [{ name: "optim", values: many.map(() => "adamw_torch_fused") }],
      figures: [{ name: "steps", values: many.map((_, index) => index) }],
    });
    assert.ok(text.split("\n").every((line) => line.length <= 100));
    assert.equal(text.match(/^optim /gm)?.length, 3);
    for (const label of many) assert.match(text, new RegExp(`^${label}  run-${label}  finished$`, "m"));
    assert.match(text, / 11$/m);
  });

  it("cuts long values in the middle, where paths differ least", () => {
    const values = ["/home/me/projects/a/out/trial-1", "/home/me/projects/a/out/trial-2"];
    const text = runsText({ ...samples.runs, settings: [{ name: "outputDir", values }] });
    assert.match(text, /^outputDir +\/home\/me … a\/out\/trial-1 +\/home\/me … a\/out\/trial-2$/m);
  });

  it("cuts what is too long for a column", () => {
    const long = { ...samples.runs, settings: [{ name: "x".repeat(200), values: ["y ".repeat(99), "z"] }] };
    assert.ok(
      runsText(long)
        .split("\n")
        .every((line) => line.length <= 100),
    );
    assert.ok(
      runsText({ ...long, rankedBy: "evalLoss" })
        .split("\n")
        .every((line) => line.length <= 100),
    );
  });
});
