import { type Kind, unknown } from "./kinds.js";
import { isIdentifier } from "./names.js";

/** How tightly an expression of TypeScript binds: lower ones need parentheses inside higher ones. */
export const binding = {
  spread: 0,
  assignment: 1,
  conditional: 2,
  nullish: 3,
  or: 4,
  and: 5,
  bitOr: 6,
  bitXor: 7,
  bitAnd: 8,
  equality: 9,
  relation: 10,
  shift: 11,
  sum: 12,
  product: 13,
  power: 14,
  unary: 15,
  call: 18,
  primary: 20,
} as const;

/** An expression of TypeScript, with what its value is. */
export interface Code {
  text: string;
  binds: number;
  kind: Kind;
  /** Why a statement of nothing but this says nothing here. */
  dropped?: string;
}

export const code = (text: string, kind: Kind = unknown, binds: number = binding.call): Code => ({
  text,
  binds,
  kind,
});

/** The text, in parentheses where it stands inside something that binds at least this tightly. */
export function within({ text, binds }: Code, least: number): string {
  return binds < least ? `(${text})` : text;
}

/** As the object of a dot or of a call. */
export function objectOf(value: Code): string {
  // `1.toFixed` is no call.
  const isNumber = value.text !== "" && [...value.text].every((letter) => letter >= "0" && letter <= "9");
  return isNumber ? `(${value.text})` : within(value, binding.call);
}

export const member = (value: Code, name: string, kind?: Kind): Code =>
  code(isIdentifier(name) ? `${objectOf(value)}.${name}` : `${objectOf(value)}[${quote(name)}]`, kind);

export const call = (callee: string, args: readonly string[], kind?: Kind): Code =>
  code(`${callee}(${args.join(", ")})`, kind);

export const method = (value: Code, name: string, args: readonly string[] = [], kind?: Kind): Code =>
  call(`${objectOf(value)}.${name}`, args, kind);

/** A line end that stays where it is when the lines around it are indented: inside of a template. */
export const keptLineEnd = "\ue000";

/** A text as a literal: in quotes, or as a template where Python has it on several lines. */
export function quote(text: string, onLines = false): string {
  if (onLines && text.includes("\n")) return `\`${templateText(text, true)}\``;
  return escapeControls(JSON.stringify(text));
}

/** Text as it stands in a template; line ends as such where Python has them so. */
export function templateText(text: string, onLines: boolean): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${");
  const kept = escaped
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replaceAll("\n", onLines ? keptLineEnd : "\\n");
  return escapeControls(kept);
}

/** Characters that can't be seen, as escapes; JSON leaves some of them alone. */
function escapeControls(text: string): string {
  return Array.from(text, (letter) => {
    const point = letter.codePointAt(0)!;
    const isHidden = point < 32 || (point > 126 && point < 160) || point === 0x2028 || point === 0x2029;
    return isHidden ? `\\u${point.toString(16).padStart(4, "0")}` : letter;
  }).join("");
}

/** A property of an object, with the comments that belong to it. */
export interface Property {
  /** Undefined for what is spread. */
  key?: string;
  value: Code;
  /** Lines above it. */
  above?: readonly string[];
  /** On its line. */
  comment?: string | undefined;
}

/** Longer objects stand on lines of their own. */
const longestObject = 84;

/** `{ a: 1, b }`, on several lines where it is long or has comments. */
export function objectLiteral(properties: readonly Property[], kind: Kind = unknown, onLines = false): Code {
  if (properties.length === 0) return code("{}", kind, binding.primary);
  const texts = properties.map(propertyText);
  const line = `{ ${texts.join(", ")} }`;
  const hasComments = properties.some(({ above, comment }) => comment !== undefined || above?.length);
  if (!onLines && !hasComments && line.length <= longestObject && !line.includes("\n"))
    return code(line, kind, binding.primary);
  const lines = properties.flatMap(({ above = [], comment }, index) => [
    ...above.map((text) => `// ${text}`),
    `${texts[index]!},${comment === undefined ? "" : ` // ${comment}`}`,
  ]);
  return code(`{\n${indent(lines.join("\n"))}\n}`, kind, binding.primary);
}

function propertyText({ key, value }: Property): string {
  if (key === undefined) return `...${within(value, binding.assignment)}`;
  if (key === value.text && isIdentifier(key)) return key;
  return `${isIdentifier(key) ? key : quote(key)}: ${within(value, binding.assignment)}`;
}

/** Lines two spaces further right; empty ones stay empty. */
export function indent(text: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? line : `  ${line}`))
    .join("\n");
}

/** `[a, b]`, on several lines where it is long. */
export function arrayLiteral(items: readonly string[], kind: Kind): Code {
  const line = `[${items.join(", ")}]`;
  if (line.length <= longestObject + 16 && !line.includes("\n")) return code(line, kind, binding.primary);
  return code(`[\n${indent(items.map((item) => `${item},`).join("\n"))}\n]`, kind, binding.primary);
}
