/** An argument's value as a field's text, and back. */
import type { Argument, ArgumentKind, ArgumentValue } from "./types.js";

export type Parsed = { value: ArgumentValue; problem?: undefined } | { value?: undefined; problem: string };

/** A value as a field shows it; small numbers as 5e-4, nothing for null. */
export function argumentText(value: ArgumentValue | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return numberText(value);
  if (Array.isArray(value))
    return value.every((item) => typeof item === "string") ? value.join(", ") : json(value);
  return typeof value === "object" ? json(value) : String(value);
}

function numberText(value: number): string {
  return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential().replace("e-0", "e-") : String(value);
}

const json = (value: unknown) => JSON.stringify(value);

const readers: Record<ArgumentKind, (text: string, argument: Argument) => Parsed> = {
  number: readNumber,
  integer: (text, argument) => {
    const read = readNumber(text, argument);
    if (read.problem !== undefined || Number.isInteger(read.value)) return read;
    return { problem: `${argument.name} must be a whole number.` };
  },
  flag: (text) => ({ value: text === "true" }),
  text: (text) => ({ value: text }),
  choice: (text, { choices = [], name }) => {
    if (!choices.includes(text)) return { problem: `${name} must be one of ${choices.join(", ")}.` };
    return { value: choices.join() === "true,false" ? text === "true" : text };
  },
  names: (text) => ({ value: text === "all-linear" ? text : text.split(/[\s,+]+/).filter(Boolean) }),
  json: readJson,
};

/** The value that a text stands for; an empty one is null where that may be, else the default. */
export function parseArgument(argument: Argument, text: string): Parsed {
  const trimmed = text.trim();
  if (trimmed === "") return { value: argument.optional ? null : argument.default };
  return readers[argument.kind](trimmed, argument);
}

function readNumber(text: string, { name, min, above, below }: Argument): Parsed {
  const value = Number(text.replace(",", "."));
  if (!Number.isFinite(value)) return { problem: `${name} must be a number.` };
  if (min !== undefined && (above ? value <= min : value < min))
    return { problem: `${name} must be ${above ? `above ${min}` : `at least ${min}`}.` };
  if (below !== undefined && value >= below) return { problem: `${name} must be below ${below}.` };
  return { value };
}

function readJson(text: string, { name }: Argument): Parsed {
  try {
    return { value: JSON.parse(text) as ArgumentValue };
  } catch {
    return { problem: `${name} must be JSON, such as {"a": 1}, [1, 2], "text" or true.` };
  }
}
