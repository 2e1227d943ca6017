/** JSON as Python's `json.dumps(value, indent=2, sort_keys=True)` writes it. */

/** Everything but ASCII as \uXXXX. */
const asciiOnly = (json: string) =>
  json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/** @param floats keys at the top whose whole numbers Python writes with ".0" */
export function pythonJson(value: Record<string, unknown>, floats: readonly string[] = []): string {
  const text = JSON.stringify(sorted(value), null, 2);
  const lines = text.split("\n").map((line) => {
    const key = /^ {2}"(\w+)": -?\d+,?$/.exec(line)?.[1];
    return key !== undefined && floats.includes(key) ? line.replace(/(\d)(,?)$/, "$1.0$2") : line;
  });
  return asciiOnly(lines.join("\n"));
}
