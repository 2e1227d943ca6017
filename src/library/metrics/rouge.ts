/**
 * ROUGE of one pair, equal to Google's rouge_score (which `evaluate` and the published figures use).
 * Source: Lin, "ROUGE: A Package for Automatic Evaluation of Summaries" (2004).
 */
import { SummnbError } from "../errors.js";
import { lcsLength, markLcs } from "./lcs.js";
import { TokenNumbers } from "./tokens.js";

/** rougeLsum is rougeL over sentences, which are the lines of a text. */
export type RougeMetric = `rouge${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}` | "rougeL" | "rougeLsum";

export const defaultRougeMetrics = ["rouge1", "rouge2", "rougeL", "rougeLsum"] as const;
export type DefaultRougeMetric = (typeof defaultRougeMetrics)[number];

/** Each in [0, 1]. */
export interface RougeScore {
  precision: number;
  recall: number;
  fmeasure: number;
}

export interface RougeOptions<M extends RougeMetric = DefaultRougeMetric> {
  /** Default rouge1, rouge2, rougeL and rougeLsum. */
  metrics?: readonly M[];
  /** Compare stems of words instead of words. Default false, as in `evaluate`. */
  useStemmer?: boolean;
}

interface Pair {
  reference: string;
  prediction: string;
  tokens: TokenNumbers;
}

type Scorer = (pair: Pair) => RougeScore;

/** Precision, recall and F1 of a prediction against one reference. Without a token in either, all are 0. */
export function scoreRouge<M extends RougeMetric = DefaultRougeMetric>(
  reference: string,
  prediction: string,
  options: RougeOptions<M> = {},
): Record<M, RougeScore> {
  const metrics = options.metrics ?? (defaultRougeMetrics as readonly RougeMetric[] as readonly M[]);
  const pair: Pair = { reference, prediction, tokens: new TokenNumbers(options.useStemmer ?? false) };
  const scores = metrics.map((metric) => [metric, scorerOf(metric)(pair)] as const);
  return Object.fromEntries(scores) as Record<M, RougeScore>;
}

function scorerOf(metric: RougeMetric): Scorer {
  if (metric === "rougeL") return scoreLcs;
  if (metric === "rougeLsum") return scoreSummaryLcs;
  const order = /^rouge([1-9])$/.exec(metric);
  if (!order)
    throw new SummnbError(
      `There is no metric "${metric}": choose among rouge1 to rouge9, rougeL and rougeLsum.`,
    );
  return (pair) => scoreNgrams(pair, Number(order[1]));
}

function scoreNgrams({ reference, prediction, tokens }: Pair, order: number): RougeScore {
  const wanted = countNgrams(tokens.of(reference), order);
  const found = countNgrams(tokens.of(prediction), order);
  let hits = 0;
  for (const [ngram, count] of found.counts) hits += Math.min(count, wanted.counts.get(ngram) ?? 0);
  return score(hits, found.total, wanted.total);
}

function countNgrams(
  tokens: Int32Array,
  order: number,
): { counts: Map<number | string, number>; total: number } {
  const counts = new Map<number | string, number>();
  const total = Math.max(tokens.length - order + 1, 0);
  for (let start = 0; start < total; start++) {
    const ngram = order === 1 ? tokens[start]! : tokens.subarray(start, start + order).join(" ");
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return { counts, total };
}

function scoreLcs({ reference, prediction, tokens }: Pair): RougeScore {
  const wanted = tokens.of(reference);
  const found = tokens.of(prediction);
  return score(lcsLength(wanted, found), found.length, wanted.length);
}

/** Union LCS: a reference sentence's tokens that are in its LCS with any predicted sentence, each counted once. */
function scoreSummaryLcs({ reference, prediction, tokens }: Pair): RougeScore {
  const sentences = (text: string) => text.split("\n").map((line) => tokens.of(line));
  const wanted = sentences(reference);
  const found = sentences(prediction);
  const left = countTokens(found);
  let hits = 0;
  for (const sentence of wanted) {
    const marked = new Uint8Array(sentence.length);
    for (const candidate of found) markLcs(sentence, candidate, marked);
    for (const [position, token] of sentence.entries()) {
      const count = left.get(token) ?? 0;
      if (!marked[position] || count === 0) continue;
      left.set(token, count - 1);
      hits++;
    }
  }
  return score(hits, totalLength(found), totalLength(wanted));
}

function countTokens(sentences: readonly Int32Array[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const sentence of sentences)
    for (const token of sentence) counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
}

function totalLength(sentences: readonly Int32Array[]): number {
  return sentences.reduce((total, sentence) => total + sentence.length, 0);
}

function score(hits: number, found: number, wanted: number): RougeScore {
  const precision = hits / Math.max(found, 1);
  const recall = hits / Math.max(wanted, 1);
  return { precision, recall, fmeasure: hits > 0 ? (2 * precision * recall) / (precision + recall) : 0 };
}
