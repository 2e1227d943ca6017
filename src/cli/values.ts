import { InvalidArgumentError } from "commander";

/** Parsers of option values; a wrong value is bad usage (exit code 2). */

export function integerFrom(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^-?\d+$/.test(text.trim()) || !Number.isSafeInteger(value) || value < minimum)
      throw new InvalidArgumentError(`It must be a whole number of at least ${minimum}.`);
    return value;
  };
}

export function finiteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("It must be a number.");
  return value;
}

/** One of a table's keys, turned into its value. */
export function oneOf<T>(table: Readonly<Record<string, T>>): (text: string) => T {
  return (text) => {
    const value = Object.hasOwn(table, text) ? table[text] : undefined;
    if (value === undefined)
      throw new InvalidArgumentError(`It must be one of ${Object.keys(table).join(", ")}.`);
    return value;
  };
}
