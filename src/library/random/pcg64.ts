/**
 * numpy's `default_rng(seed)`: PCG64 (XSL-RR 128/64) seeded through SeedSequence.
 * Sources: O'Neill, "PCG" (2014); numpy/random/bit_generator.pyx and _pcg64.pyx.
 */
import { checkSeed } from "./seed.js";

const mask32 = 0xffffffffn;
const mask64 = (1n << 64n) - 1n;
const mask128 = (1n << 128n) - 1n;
const multiplier = 0x2360ed051fc65da44385df649fccf645n;

/** numpy's `SeedSequence(seed).generate_state(words)`: 32-bit words. */
export function seedSequence(seed: number | bigint, words: number): number[] {
  const entropy = splitWords(checkSeed(seed));
  const pool = mixPool(entropy);
  let hash = 0x8b51f9dd;
  return Array.from({ length: words }, (_, index) => {
    let value = pool[index % 4]! ^ hash;
    hash = Math.imul(hash, 0x58f38ded);
    value = Math.imul(value, hash);
    return (value ^ (value >>> 16)) >>> 0;
  });
}

/** Little-endian 32-bit words of a number; one word for zero. */
function splitWords(value: bigint): number[] {
  const words: number[] = [];
  do {
    words.push(Number(value & mask32));
    value >>= 32n;
  } while (value > 0n);
  return words;
}

function mixPool(entropy: readonly number[]): number[] {
  let hash = 0x43b0d7e5;
  const hashMix = (word: number): number => {
    let value = word ^ hash;
    hash = Math.imul(hash, 0x931e8875);
    value = Math.imul(value, hash);
    return value ^ (value >>> 16);
  };
  const mix = (x: number, y: number): number => {
    const result = Math.imul(x, 0xca01f9dd) - Math.imul(y, 0x4973f715);
    return result ^ (result >>> 16);
  };
  const pool = Array.from({ length: 4 }, (_, index) => hashMix(entropy[index] ?? 0));
  for (let source = 0; source < 4; source++)
    for (let target = 0; target < 4; target++)
      if (source !== target) pool[target] = mix(pool[target]!, hashMix(pool[source]!));
  for (const word of entropy.slice(4))
    for (let target = 0; target < 4; target++) pool[target] = mix(pool[target]!, hashMix(word));
  return pool;
}

export class Pcg64 {
  private state: bigint;
  private readonly increment: bigint;
  /** High half of the last 64-bit draw, for the next 32-bit draw; -1 when it is used up. */
  private upperHalf = -1;

  constructor(seed: number | bigint) {
    const words = seedSequence(seed, 8).map(BigInt);
    const wide = (index: number) => words[index]! | (words[index + 1]! << 32n);
    this.increment = ((((wide(4) << 64n) | wide(6)) << 1n) | 1n) & mask128;
    // pcg_setseq_128_srandom from state zero: a step gives the increment, then the seed, then a step.
    this.state = (this.increment + ((wide(0) << 64n) | wide(2))) & mask128;
    this.step();
  }

  nextUint64(): bigint {
    this.step();
    const high = this.state >> 64n;
    const value = (high ^ this.state) & mask64;
    const rotation = high >> 58n;
    return ((value >> rotation) | (value << (64n - rotation))) & mask64;
  }

  /** Low half of a 64-bit draw first, then its high half. */
  nextUint32(): number {
    if (this.upperHalf >= 0) {
      const value = this.upperHalf;
      this.upperHalf = -1;
      return value;
    }
    const draw = this.nextUint64();
    this.upperHalf = Number(draw >> 32n);
    return Number(draw & mask32);
  }

  /** A draw from [0, 1) with 53 bits, numpy's `random()`. */
  nextDouble(): number {
    return Number(this.nextUint64() >> 11n) / 2 ** 53;
  }

  /** A draw from [0, max] with max < 2^32, by numpy's `random_interval`: masked rejection. */
  nextInterval(max: number): number {
    if (max === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(max);
    for (;;) {
      const value = (this.nextUint32() & mask) >>> 0;
      if (value <= max) return value;
    }
  }

  private step(): void {
    this.state = (this.state * multiplier + this.increment) & mask128;
  }
}

/**
 * `numpy.random.default_rng(seed).permutation(n)`, which is the order of Hugging Face's
 * `Dataset.shuffle(seed)` and `train_test_split(seed)`.
 */
export function numpyPermutation(n: number, seed: number | bigint): number[] {
  const generator = new Pcg64(seed);
  const order = Array.from({ length: n }, (_, index) => index);
  for (let last = n - 1; last > 0; last--) {
    const other = generator.nextInterval(last);
    const value = order[last]!;
    order[last] = order[other]!;
    order[other] = value;
  }
  return order;
}
