/** What the ROUGE view computes from its payload. */
import type { RougeData, Score } from "../../../src/protocol/outputs.js";
import { niceDomain } from "../../charts/scale.js";

/** `better` and `worse` are clear: the interval of the difference leaves out zero. */
export type Verdict = "better" | "worse" | "within noise" | "no interval";

export function verdictOf(difference: Score): Verdict {
  const { low, high } = difference;
  if (low === undefined || high === undefined) return "no interval";
  if (low > 0) return "better";
  return high < 0 ? "worse" : "within noise";
}

export const verdictWords: Record<Verdict, string> = {
  better: "clear gain",
  worse: "clear loss",
  "within noise": "within noise",
  "no interval": "",
};

/** "29.0 – 31.9", or nothing where there is no interval; "−3.1 to −0.3" where the ends have signs. */
export function intervalText({ low, high }: Score, format: (score: number) => string, between = "–"): string {
  return low === undefined || high === undefined ? "" : `${format(low)} ${between} ${format(high)}`;
}

/** A score as points out of 100, as the charts draw it. */
export function inPoints({ value, low, high }: Score): Score {
  const points = (score: number | undefined) => (score === undefined ? undefined : 100 * score);
  return { value: 100 * value, low: points(low), high: points(high) };
}

/** A round axis for all scores of a list, zero included; in points out of 100. */
export function pointsDomain(scores: Score[]): [number, number] {
  const ends = scores.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  return niceDomain(
    ends.map((score) => 100 * score),
    { zero: true, count: 4 },
  );
}

export function allScores(entries: { scores: Record<string, Score> }[], metrics: string[]): Score[] {
  return entries.flatMap(({ scores }) => metrics.flatMap((metric) => scores[metric] ?? []));
}

export function labelOf(data: RougeData, key: string): string {
  return data.systems.find((system) => system.key === key)?.label ?? key;
}

/** "rouge1" → "ROUGE-1", as papers write it; other metrics keep their names. */
export function metricLabel(metric: string): string {
  const rest = /^rouge(\d+|L|Lsum)$/.exec(metric)?.[1];
  return rest === undefined ? metric : `ROUGE-${rest}`;
}

const middleColors = ["var(--series-2)", "var(--series-4)", "var(--series-5)"];

/** The last system, the one that was trained, is blue; the first, its baseline, is grey. */
export function systemColor(index: number, count: number): string {
  if (index === count - 1) return "var(--series-1)";
  return index === 0 ? "var(--series-3)" : middleColors[(index - 1) % middleColors.length]!;
}
