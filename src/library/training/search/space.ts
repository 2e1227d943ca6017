import { SummnbError } from "../../errors.js";
import type { Pcg64 } from "../../random/index.js";

/** What a parameter may be: a list of values, or a range with both ends in it. */
export type Dimension =
  | readonly unknown[]
  | { readonly values: readonly unknown[] }
  /** Every number alike. */
  | { readonly uniform: readonly [low: number, high: number] }
  /** Every order of magnitude alike, as is right for learning rates. */
  | { readonly logUniform: readonly [low: number, high: number] }
  /** Every whole number alike. */
  | { readonly integer: readonly [low: number, high: number] };

/** A training argument, or `lora.` and a value of LoraConfig, to what it may be. */
export type SearchSpace = Readonly<Record<string, Dimension>>;

/** A parameter's values as a search takes them. */
export interface Axis {
  name: string;
  /** How many different values there are; infinity for a range of numbers. */
  size: number;
  /** In the order of a grid; undefined for a range of numbers. */
  values: readonly unknown[] | undefined;
  draw(random: Pcg64): unknown;
}

/** A number in [0, 1) with 53 random bits, as numpy's `Generator.random`. */
const fraction = (random: Pcg64): number => Number(random.nextUint64() >> 11n) / 2 ** 53;

/** Four digits say as much as a search can tell, and can be read and typed again. */
const rounded = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, Number(value.toPrecision(4))));

const among = (name: string, values: readonly unknown[]): Axis => ({
  name,
  size: values.length,
  values,
  draw: (random) => values[random.nextInterval(values.length - 1)],
});

const within = (name: string, draw: (part: number) => number): Axis => ({
  name,
  size: Number.POSITIVE_INFINITY,
  values: undefined,
  draw: (random) => draw(fraction(random)),
});

type Range = readonly [number, number];

/** Kinds of ranges by their key; each says undefined to ends that it can't have. */
const ranges: Record<string, (name: string, range: Range) => Axis | undefined> = {
  uniform: (name, [low, high]) => within(name, (part) => rounded(low + part * (high - low), low, high)),
  logUniform: (name, [low, high]) =>
    low > 0 ? within(name, (part) => rounded(low * (high / low) ** part, low, high)) : undefined,
  integer: (name, [low, high]) =>
    Number.isInteger(low) && Number.isInteger(high)
      ? among(
          name,
          Array.from({ length: high - low + 1 }, (_, index) => low + index),
        )
      : undefined,
};

const isRange = (value: unknown): value is Range =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((end) => typeof end === "number" && Number.isFinite(end)) &&
  value[0] < value[1];

function axisOf(name: string, dimension: unknown): Axis {
  const given = Array.isArray(dimension) ? { values: dimension } : dimension;
  const [[key, value] = [], ...others] = Object.entries((given as object | null) ?? {});
  if (others.length === 0 && key === "values" && Array.isArray(value) && value.length > 0) {
    const texts = value.map((one) => JSON.stringify(one));
    if (new Set(texts).size < texts.length)
      throw new SummnbError(`The search space has a value of "${name}" twice: ${texts.join(", ")}.`);
    return among(name, value);
  }
  const axis =
    others.length === 0 && key !== undefined && Object.hasOwn(ranges, key) && isRange(value)
      ? ranges[key]!(name, value)
      : undefined;
  if (axis) return axis;
  throw new SummnbError(
    `The search space says of "${name}" ${JSON.stringify(dimension)}; it must be a list of values, or { "uniform": [low, high] }, { "logUniform": [low, high] } with low above 0, or { "integer": [low, high] }.`,
  );
}

/** @throws SummnbError for a space without parameters, or a parameter without values */
export function axesOf(space: SearchSpace): Axis[] {
  const axes = Object.entries(space).map(([name, dimension]) => axisOf(name, dimension));
  if (axes.length === 0)
    throw new SummnbError(
      'A search needs a space, such as { "learningRate": { "logUniform": [1e-5, 1e-3] } }.',
    );
  return axes;
}
