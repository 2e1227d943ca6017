import assert from "node:assert/strict";
import { SummnbError } from "../../../src/library/errors.js";
import {
  compareRougeScores,
  evaluateRouge,
  type RougeScore,
  scoreRouge,
} from "../../../src/library/metrics/index.js";

const references = [
  "the cat sat on the mat",
  "a dog barks",
  "running quickly\nto the shop",
  "one two three four",
];
const better = ["the cat sat on a mat", "a dog barks loudly", "ran quickly\nto a shop", "one two three"];
const worse = ["cat", "nothing alike", "shop", "four three two one"];

describe("evaluateRouge", () => {
  it("scores as counted by hand", () => {
    const scores = scoreRouge("a b c", "a b x y", { metrics: ["rouge1", "rouge2", "rouge3", "rougeL"] });
    const rounded = ({ precision, recall, fmeasure }: RougeScore) =>
      [precision, recall, fmeasure].map((value) => value.toFixed(12));
    assert.deepEqual(rounded(scores.rouge1), rounded({ precision: 1 / 2, recall: 2 / 3, fmeasure: 4 / 7 }));
    assert.deepEqual(rounded(scores.rouge2), rounded({ precision: 1 / 3, recall: 1 / 2, fmeasure: 2 / 5 }));
    assert.deepEqual(rounded(scores.rougeL), rounded({ precision: 1 / 2, recall: 2 / 3, fmeasure: 4 / 7 }));
    assert.deepEqual(scores.rouge3, { precision: 0, recall: 0, fmeasure: 0 });
    assert.deepEqual(Object.keys(scores), ["rouge1", "rouge2", "rouge3", "rougeL"]);
  });

  it("stems on request only", () => {
    const pair = { predictions: ["houses"], references: ["house"] };
    assert.equal(evaluateRouge(pair).rouge1, 0);
    assert.equal(evaluateRouge({ ...pair, useStemmer: true }).rouge1, 1);
  });

  it("gives means, intervals and pairs, the pairs outside of JSON", () => {
    const evaluation = evaluateRouge({ predictions: better, references });
    const f1 = evaluation.pairs.map(({ rouge1 }) => rouge1.fmeasure);
    assert.equal(evaluation.rouge1, f1.reduce((sum, value) => sum + value) / 4);
    for (const [low, high] of Object.values(evaluation.intervals))
      assert.ok(low <= high && low >= 0 && high <= 1);
    const { low, high } = { low: Math.min(...f1), high: Math.max(...f1) };
    assert.ok(evaluation.intervals.rouge1[0] >= low && evaluation.intervals.rouge1[1] <= high);
    assert.deepEqual(Object.keys(JSON.parse(JSON.stringify(evaluation))), [
      "rouge1",
      "rouge2",
      "rougeL",
      "rougeLsum",
      "count",
      "confidence",
      "intervals",
    ]);
  });

  it("repeats its intervals with a seed, and narrows them with less confidence", () => {
    const run = (seed: number, confidence = 0.95) =>
      evaluateRouge({ predictions: worse, references, seed, confidence }).intervals.rougeL;
    assert.deepEqual(run(1), run(1));
    assert.notDeepEqual(run(1, 0.9), run(2, 0.9));
    const [low, high] = run(1, 0.5);
    assert.ok(high - low < run(1)[1] - run(1)[0]);
  });

  it("compares two systems on the same documents", () => {
    const from = evaluateRouge({ predictions: worse, references });
    const to = evaluateRouge({ predictions: better, references });
    const { rouge1 } = compareRougeScores(from, to);
    assert.ok(Math.abs(rouge1.value - (to.rouge1 - from.rouge1)) < 1e-12);
    assert.ok(rouge1.low! <= rouge1.value && rouge1.value <= rouge1.high!);
    assert.deepEqual(compareRougeScores(from, from).rougeL, { value: 0, low: 0, high: 0 });
    const back = compareRougeScores(to, from).rouge1;
    assert.ok(Math.abs(back.low! + rouge1.high!) < 1e-12, "the same resamples, turned round");
    const short = evaluateRouge({ predictions: ["a"], references: ["a"] });
    assert.throws(() => compareRougeScores(short, to), /1 pairs can't be compared with one of 4/);
  });

  const bad: [string, () => unknown, RegExp][] = [
    [
      "lists of different lengths",
      () => evaluateRouge({ predictions: ["a"], references: [] }),
      /1 predictions but 0 references/,
    ],
    ["nothing", () => evaluateRouge({ predictions: [], references: [] }), /no predictions to score/],
    [
      "what is no text",
      () => evaluateRouge({ predictions: ["a", undefined as unknown as string], references: ["a", "b"] }),
      /prediction at index 1 is not a text but undefined/,
    ],
    [
      "an unknown metric",
      () => scoreRouge("a", "a", { metrics: ["rougeX" as "rougeL"] }),
      /no metric "rougeX"/,
    ],
    [
      "a confidence of 95",
      () => evaluateRouge({ predictions: ["a"], references: ["a"], confidence: 95 }),
      /confidence 95/,
    ],
    [
      "no resamples",
      () => evaluateRouge({ predictions: ["a"], references: ["a"], samples: 0 }),
      /0 is no number of bootstrap/,
    ],
  ];
  for (const [what, call, message] of bad)
    it(`refuses ${what}`, () => {
      assert.throws(call, (error: unknown) => error instanceof SummnbError && message.test(error.message));
    });

  it("scores 1,000 pairs of 60 words in under a second", () => {
    const words = Array.from({ length: 500 }, (_, index) => `word${index}s`);
    const text = (from: number) =>
      Array.from({ length: 60 }, (_, index) => words[(from * 7 + index * index) % 500]).join(" ");
    const predictions = Array.from({ length: 1000 }, (_, index) => text(index));
    const start = performance.now();
    evaluateRouge({ predictions, references: predictions.toReversed(), useStemmer: true });
    const seconds = (performance.now() - start) / 1000;
    assert.ok(seconds < 1, `it took ${seconds} s`);
  });
});
