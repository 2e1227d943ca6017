/** Values as TypeScript source, the way a person would write them. */

const identifier = /^[A-Za-z_$][\w$]*$/;

/** Longest list or object that stays on one line, in characters. */
const lineLength = 80;

/** Texts are quoted as JSON, so that nothing of them can leave the quotes. */
export function source(value: unknown): string {
  if (typeof value === "number") return numberSource(value);
  if (Array.isArray(value)) return `[${value.map(source).join(", ")}]`;
  if (typeof value === "object" && value !== null) return objectSource(value as Record<string, unknown>);
  // JSON leaves the line separators that end a line in JavaScript's comments.
  return JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

function numberSource(value: number): string {
  return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential() : String(value);
}

/** An object's members, a line each where they are many; those that are undefined are left out. */
export function objectSource(members: Record<string, unknown>, indent = ""): string {
  const written = Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${identifier.test(name) ? name : JSON.stringify(name)}: ${source(value)}`);
  if (written.length === 0) return "{}";
  const line = `{ ${written.join(", ")} }`;
  if (written.length < 3 && line.length <= lineLength) return line;
  return `{\n${written.map((member) => `${indent}  ${member},\n`).join("")}${indent}}`;
}
