/** What one measuring process reports, ours and Hugging Face's alike. */
export interface Measurement {
  /** Real tokens in the timed part; for generation, new tokens. */
  tokens: number;
  wallSeconds: number;
  cpuSeconds: number;
  peakRssBytes: number;
  /** Training only: of the first, untimed step. Before any update it shows that both sides do the same work. */
  firstLoss?: number;
  versions: Record<string, string>;
}

/** A measuring process prints this, then its result as JSON, as one line. */
export const resultMark = "RESULT ";
