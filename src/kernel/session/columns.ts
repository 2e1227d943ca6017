import { Dataset, DatasetDict } from "../../library/datasets/index.js";
import type { DatasetColumn } from "../../protocol/index.js";

/** More rows tell hardly more about the types of columns, and take time. */
const looked = 1000;

/** The columns of a data set, with the types that their first values have; undefined for anything else. */
export function columnsOf(value: unknown): DatasetColumn[] | undefined {
  const dataset = value instanceof DatasetDict ? value.splits.values().next().value : value;
  if (!(dataset instanceof Dataset)) return undefined;
  const types = dataset.features.map(() => new Set<string>());
  let count = 0;
  for (const row of dataset) {
    if (count++ === looked) break;
    for (const [index, name] of dataset.features.entries()) types[index]!.add(typeName(row[name]));
  }
  return dataset.features.map((name, index) => ({ name, type: union(types[index]!) }));
}

/** In TypeScript's notation. */
function typeName(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) {
    const inner = union(new Set(value.slice(0, looked).map(typeName)));
    return inner.includes("|") ? `(${inner})[]` : `${inner}[]`;
  }
  if (value instanceof Date) return "Date";
  if (value instanceof Uint8Array) return "Uint8Array";
  return typeof value === "object" ? "Record<string, unknown>" : typeof value;
}

/** An empty list says nothing of what lists of this column hold, and is left out beside one that does. */
function union(types: ReadonlySet<string>): string {
  const known = [...types].filter((type) => type !== "unknown[]" || ![...types].some(isList));
  return known.sort().join(" | ") || "unknown";
}

function isList(type: string): boolean {
  return type.endsWith("[]") && type !== "unknown[]";
}
