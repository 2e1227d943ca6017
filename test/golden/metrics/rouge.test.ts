import assert from "node:assert/strict";
import {
  defaultRougeMetrics,
  evaluateRouge,
  porterStem,
  rougeTokens,
  scoreRouge,
} from "../../../src/library/metrics/index.js";
import { readGolden } from "../goldenData.js";

type Triple = [precision: number, recall: number, fmeasure: number];
type ByMetric<T> = Record<(typeof defaultRougeMetrics)[number], T>;
type Mode = "plain" | "stem";

interface Golden {
  pairs: ({ target: string; prediction: string } & Record<Mode, ByMetric<Triple>>)[];
  aggregate_mean: Record<Mode, ByMetric<Triple>>;
  "bootstrap_np.random.seed(123)": Record<Mode, ByMetric<{ low: Triple; high: Triple }>>;
  tokenize: ({ text: string } & Record<Mode, string[]>)[];
}

const golden = readGolden<Golden>("rouge", "rouge.json");
const { stems } = readGolden<{ stems: Record<string, string> }>("rouge", "porter_nltk_extensions.json");

function assertClose(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} is not ${expected} ± ${tolerance}`);
}

describe("ROUGE, against Google's rouge_score", () => {
  it(`stems ${Object.keys(stems).length} words like NLTK`, () => {
    const actual = Object.fromEntries(Object.keys(stems).map((word) => [word, porterStem(word)]));
    assert.deepEqual(actual, stems);
  });

  for (const mode of ["plain", "stem"] as const) {
    const useStemmer = mode === "stem";

    it(`tokenizes alike, ${mode}`, () => {
      for (const { text, [mode]: expected } of golden.tokenize)
        assert.deepEqual(rougeTokens(text, useStemmer), expected, text);
    });

    it(`scores ${golden.pairs.length} pairs to 1e-9, ${mode}`, () => {
      for (const { target, prediction, [mode]: expected } of golden.pairs) {
        const scores = scoreRouge(target, prediction, { useStemmer });
        for (const metric of defaultRougeMetrics) {
          const { precision, recall, fmeasure } = scores[metric];
          const what = `${metric} of ${JSON.stringify([target, prediction])}`;
          for (const [index, value] of [precision, recall, fmeasure].entries())
            assertClose(value, expected[metric][index]!, 1e-9, what);
        }
      }
    });

    it(`has the same means to 1e-9 and intervals within 0.01, ${mode}`, () => {
      const evaluation = evaluateRouge({
        predictions: golden.pairs.map(({ prediction }) => prediction),
        references: golden.pairs.map(({ target }) => target),
        useStemmer,
        samples: 4000,
      });
      assert.equal(evaluation.count, golden.pairs.length);
      for (const metric of defaultRougeMetrics) {
        assertClose(evaluation[metric], golden.aggregate_mean[mode][metric][2], 1e-9, metric);
        // Two bootstraps with generators of their own: the end of a 1000-sample interval scatters by 0.0025 here.
        const { low, high } = golden["bootstrap_np.random.seed(123)"][mode][metric];
        assertClose(evaluation.intervals[metric][0], low[2], 0.01, `low ${metric}`);
        assertClose(evaluation.intervals[metric][1], high[2], 0.01, `high ${metric}`);
      }
    });
  }
});
