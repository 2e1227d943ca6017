/** Printing as Python does, so that a notebook's texts look as those that it mirrors. */
import { inspect } from "node:util";
import { pythonRepr } from "./text.js";

/**
 * Prints values as Python's `print`: texts as they are, objects as dictionaries, lists and rows by their `repr`, data
 * sets and whatever else has a text of its own by that; a space between two values.
 */
export function print(...values: readonly unknown[]): void {
  console.log("%s", values.map((value) => (typeof value === "string" ? value : pythonText(value))).join(" "));
}

/** A value as Python's `repr` prints it. */
export function pythonText(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string" || typeof value === "number") return pythonRepr(value);
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return `[${Array.from(value as Iterable<unknown>, pythonText).join(", ")}]`;
  if (typeof value !== "object") return inspect(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    return value.toString === Object.prototype.toString ? inspect(value) : String(value);
  const entries = Object.entries(value).map(([key, of]) => `${pythonRepr(key)}: ${pythonText(of)}`);
  return `{${entries.join(", ")}}`;
}
