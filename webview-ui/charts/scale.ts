/** Axis arithmetic for the hand-drawn charts. */

/** 1, 2 or 5 times a power of ten: the step that divides `span` into about `count` parts. */
export function niceStep(span: number, count: number): number {
  if (!(span > 0) || !(count > 0)) return 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const fraction = rough / power;
  return power * (fraction < 1.5 ? 1 : fraction < 3.5 ? 2 : fraction < 7.5 ? 5 : 10);
}

/** Round values from `low` to `high`, both inclusive where they are multiples of the step. */
export function ticks(low: number, high: number, count: number): number[] {
  const step = niceStep(high - low, count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Multiplied, not summed, so that 0.3 does not become 0.30000000000000004 by drift; -0 becomes 0.
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    return Number(((first + index) * step).toPrecision(12)) + 0;
  });
}

export interface LinearScale {
  (value: number): number;
  domain: [number, number];
}

/** Maps `domain` to `range`; a domain without extent maps to the middle of the range. */
export function linearScale(domain: [number, number], range: [number, number]): LinearScale {
  const [from, to] = domain;
  const [start, end] = range;
  const scale = (value: number) =>
    to === from ? (start + end) / 2 : start + ((value - from) / (to - from)) * (end - start);
  return Object.assign(scale, { domain });
}

/** The smallest round domain that holds all values, and zero when asked to. */
export function niceDomain(values: number[], options: { zero: boolean; count: number }): [number, number] {
  const finite = values.filter(Number.isFinite);
  if (options.zero) finite.push(0);
  if (finite.length === 0) return [0, 1];
  const low = finite.reduce((a, b) => Math.min(a, b));
  const high = finite.reduce((a, b) => Math.max(a, b));
  if (low === high) return low === 0 ? [0, 1] : [Math.min(0, low), Math.max(0, high)];
  const step = niceStep(high - low, options.count);
  return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
}

/** Ticks of a logarithmic axis: 1, 2 and 5 times powers of ten; linear ones where those are too few. */
export function logTicks(low: number, high: number): number[] {
  if (!(low > 0) || !(high > low)) return [];
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const factor of [1, 2, 5]) {
      const value = Number((factor * 10 ** power).toPrecision(12));
      if (value >= low && value <= high) found.push(value);
    }
  }
  return found.length >= 3 ? found : ticks(low, high, 5);
}
