import { wholeLength } from "../../../provenance/lengths.js";
import type { LengthFacts } from "../facts.js";

/** Fewer rows of one length are chance. */
const fewestAlike = 5;
/** So many times as many rows as other lengths have, and this part of all, is a cut. */
const manyTimes = 3;
const leastPart = 0.01;

/** Collects how long rows are, and how long they were. */
export class Lengths {
  readonly #counts = new Map<number, number>();
  readonly #lost: number[] = [];

  /** @param length ids without padding */
  add(ids: readonly number[], length: number): void {
    this.#counts.set(length, (this.#counts.get(length) ?? 0) + 1);
    const whole = wholeLength(ids);
    if (whole !== undefined) this.#lost.push(whole - length);
  }

  /** @param isKnown whether rows that were cut are known; else equal lengths are what tells */
  facts(isKnown: boolean): LengthFacts {
    const longest = Math.max(0, ...this.#counts.keys());
    const lost = this.#lost.sort((a, b) => a - b);
    if (lost.length > 0)
      return { longest, cut: lost.length, lost: { median: lost[lost.length >> 1]!, most: lost.at(-1)! } };
    return { longest, cut: isKnown ? 0 : this.#alike(longest) };
  }

  /** Rows of the greatest length, where they are more than a length has by chance. */
  #alike(longest: number): number {
    const alike = this.#counts.get(longest) ?? 0;
    const rows = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
    const usual = (rows - alike) / Math.max(1, this.#counts.size - 1);
    const isCut =
      this.#counts.size > 1 && alike >= fewestAlike && alike > manyTimes * usual && alike / rows >= leastPart;
    return isCut ? alike : 0;
  }
}
