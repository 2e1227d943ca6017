import { torchRandperm } from "../random/index.js";

/** Rows of epoch `epoch` in the order that Transformers takes: `randperm` with the seed plus the epoch. */
export function epochOrder(count: number, seed: number, epoch: number): number[] {
  return Array.from(torchRandperm(count, seed + epoch));
}

/** Batches of how many rows are sorted together. */
const megaBatches = 50;

/**
 * A random order in which neighbours have like lengths, so that batches carry little padding: shuffled, cut
 * into pieces of 50 batches, each sorted longest first; the longest row of all comes first, so that memory runs
 * out at once or never.
 */
export function lengthGroupedOrder(
  lengths: readonly number[],
  batchSize: number,
  seed: number,
  epoch: number,
): number[] {
  const shuffled = epochOrder(lengths.length, seed, epoch);
  const piece = Math.min(megaBatches, Math.max(1, Math.floor(lengths.length / (batchSize * 4)))) * batchSize;
  const batches: number[][] = [];
  for (let start = 0; start < shuffled.length; start += piece) {
    const sorted = shuffled.slice(start, start + piece).sort((a, b) => lengths[b]! - lengths[a]!);
    for (let i = 0; i < sorted.length; i += batchSize) batches.push(sorted.slice(i, i + batchSize));
  }
  // Batches change places too: a run of short batches after long ones would bend the loss curve.
  const order = torchRandperm(batches.length, seed + epoch + 1);
  const mixed = Array.from(order, (i) => batches[i]!);
  const full = mixed.filter((batch) => batch.length === batchSize);
  const short = mixed.filter((batch) => batch.length < batchSize);
  return [...full, ...short].flat();
}
