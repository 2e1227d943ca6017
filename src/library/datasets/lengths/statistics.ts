/** How the lengths of a column's texts are spread. */
export interface LengthDistribution {
  column: string;
  unit: "characters" | "words" | "tokens";
  /** Number of texts; rows without one are not counted. */
  count: number;
  min: number;
  median: number;
  /** 95 of 100 texts are not longer. */
  p95: number;
  max: number;
  /** Texts whose length is at least `from` and below `to`; the last part includes `to`. */
  histogram: { from: number; to: number; count: number }[];
}

/** The distribution of lengths, with percentiles between two values interpolated as numpy does. */
export function distributionOf(
  lengths: readonly number[],
  bins: number,
): Omit<LengthDistribution, "column" | "unit"> {
  const sorted = Float64Array.from(lengths).sort();
  const count = sorted.length;
  const min = sorted[0] ?? 0;
  const max = sorted[count - 1] ?? 0;
  return {
    count,
    min,
    median: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    max,
    histogram: histogramOf(sorted, min, max, bins),
  };
}

function percentile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? 0;
  return below + (above - below) * (place - Math.floor(place));
}

/** Parts of equal width whose borders are whole numbers, as lengths are. */
function histogramOf(sorted: Float64Array, min: number, max: number, bins: number) {
  const width = Math.max(1, Math.ceil((max - min) / bins));
  const counts = new Array<number>(Math.max(1, Math.ceil((max - min) / width))).fill(0);
  for (const length of sorted) counts[Math.min(counts.length - 1, Math.floor((length - min) / width))]!++;
  if (sorted.length === 0) return [];
  return counts.map((count, bin) => ({ from: min + bin * width, to: min + (bin + 1) * width, count }));
}
