/**
 * The Mersenne Twister as `torch.Generator` on the CPU uses it.
 * Source: Matsumoto & Nishimura (1998); aten/src/ATen/core/MT19937RNGEngine.h.
 */
import { checkSeed } from "./seed.js";

const size = 624;
const shift = 397;

export class Mt19937 {
  private readonly state = new Uint32Array(size);
  private used = size;

  /** Like `torch.manual_seed`, of which the engine takes the low 32 bits. */
  constructor(seed: number | bigint) {
    const state = this.state;
    state[0] = Number(BigInt.asUintN(32, checkSeed(seed)));
    for (let index = 1; index < size; index++) {
      const previous = state[index - 1]!;
      state[index] = Math.imul(1812433253, previous ^ (previous >>> 30)) + index;
    }
  }

  nextUint32(): number {
    if (this.used === size) this.refill();
    let value = this.state[this.used++]!;
    value ^= value >>> 11;
    value ^= (value << 7) & 0x9d2c5680;
    value ^= (value << 15) & 0xefc60000;
    return (value ^ (value >>> 18)) >>> 0;
  }

  /** All that the numbers to come depend on; `setState` puts it back. */
  getState(): number[] {
    return [this.used, ...this.state];
  }

  setState([used, ...state]: readonly number[]): void {
    this.used = used!;
    this.state.set(state);
  }

  private refill(): void {
    const state = this.state;
    for (let index = 0; index < size; index++) {
      const bits = (state[index]! & 0x80000000) | (state[(index + 1) % size]! & 0x7fffffff);
      const twist = bits & 1 ? 0x9908b0df : 0;
      state[index] = state[(index + shift) % size]! ^ (bits >>> 1) ^ twist;
    }
    this.used = 0;
  }
}

/**
 * `torch.randperm(n, generator=torch.Generator().manual_seed(seed))` on the CPU, for n below 2^32 / 20:
 * the order in which Hugging Face's Trainer takes the rows, with seed + epoch.
 */
export function torchRandperm(n: number, seed: number | bigint): number[] {
  const generator = new Mt19937(seed);
  const order = Array.from({ length: n }, (_, index) => index);
  for (let index = 0; index < n - 1; index++) {
    const other = index + (generator.nextUint32() % (n - index));
    const value = order[index]!;
    order[index] = order[other]!;
    order[other] = value;
  }
  return order;
}
