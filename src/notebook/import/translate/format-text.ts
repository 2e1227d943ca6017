import { binding, type Code, code, method, objectOf, templateText, within } from "../code.js";
import { type Kind, simple } from "../kinds.js";
import type { Expression, FormatPart } from "../python/ast.js";
import type { Translator } from "./translator.js";

/** Whether a text is written over several lines, between three quotes. */
export function isOnLines(t: Translator, node: Expression): boolean {
  const python = t.python(node);
  return python.includes('"""') || python.includes("'''");
}

/** A format string as a template. */
export function translateFormat(t: Translator, node: Extract<Expression, { type: "format" }>): Code {
  const onLines = isOnLines(t, node);
  const pieces = node.parts.map((part) =>
    "text" in part ? templateText(part.text, onLines) : valueText(t, part),
  );
  return code(`\`${pieces.join("")}\``, simple("text"), binding.primary);
}

function valueText(t: Translator, part: Exclude<FormatPart, { text: string }>): string {
  const { value, conversion, format, nested, label } = part;
  if (nested) t.fail("a format that is computed has no counterpart here", value);
  if (label !== "" && format === "") return `${templateText(label, false)}\${${showValue(t, value)}}`;
  const before = templateText(label, false);
  if (conversion === "r") return `${before}\${JSON.stringify(${t.expression(value).text})}`;
  const shape = shapeOf(t, value);
  if (shape && format === "") return before + shape;
  if (format === "") return `${before}\${${showValue(t, value)}}`;
  return `${before}\${${formatted(t, t.expression(value), format, value).text}}`;
}

/** A value inside of a template: what has no text of its own is written as JSON. */
function showValue(t: Translator, node: Expression): string {
  const value = t.expression(node);
  const isStructure = value.kind.type === "list" || value.kind.type === "dict" || value.kind.type === "row";
  if (isStructure) return `JSON.stringify(${value.text})`;
  return value.text.startsWith("{") ? `(${value.text})` : value.text;
}

/** `dataset.shape`, which Python shows as a tuple. */
export function shapeOf(t: Translator, node: Expression): string | undefined {
  if (node.type !== "attribute" || node.name !== "shape") return undefined;
  const value = t.expression(node.value);
  if (value.kind.type !== "dataset") return undefined;
  const name = objectOf(value);
  return `(\${${name}.numRows}, \${${name}.features.length})`;
}

/** What a format of Python's mini-language says. */
interface Format {
  fill: string;
  align: string;
  width: number | undefined;
  grouped: boolean;
  digits: number | undefined;
  type: string;
}

/** `[[fill]align][sign][0][width][,][.digits][type]`; undefined for what this reader does not know. */
export function parseFormat(format: string): Format | undefined {
  let at = 0;
  const isAlign = (letter: string | undefined) => letter !== undefined && "<>^".includes(letter);
  let fill = " ";
  let align = "";
  if (isAlign(format[1])) {
    fill = format[0]!;
    align = format[1]!;
    at = 2;
  } else if (isAlign(format[0])) {
    align = format[0]!;
    at = 1;
  }
  if (format[at] === "0" && align === "") {
    fill = "0";
    align = ">";
    at++;
  }
  const number = () => {
    const start = at;
    while (format[at] !== undefined && format[at]! >= "0" && format[at]! <= "9") at++;
    return start === at ? undefined : Number(format.slice(start, at));
  };
  const width = number();
  const grouped = format[at] === ",";
  if (grouped) at++;
  let digits: number | undefined;
  if (format[at] === ".") {
    at++;
    digits = number();
  }
  const type = format.slice(at);
  return ["", "f", "d", "s", "%"].includes(type) ? { fill, align, width, grouped, digits, type } : undefined;
}

/** A value in a format, such as `.2f`, `,` or `>10`. */
export function formatted(t: Translator, value: Code, format: string, at: Expression): Code {
  const read = parseFormat(format) ?? t.fail(`the format \`${format}\` has no counterpart here`, at);
  const { fill, align, width, grouped, digits, type } = read;
  const text = simple("text");
  const isTextual = type === "s" || (type === "" && value.kind.type === "text");
  let made: Code = value;
  if (isTextual) made = digits === undefined ? value : method(value, "slice", ["0", String(digits)], text);
  else if (type === "%")
    made = code(`${method(percent(value), "toFixed", [String(digits ?? 6)]).text} + "%"`, text, binding.sum);
  else if (grouped) made = groupedNumber(value, type === "f" ? (digits ?? 6) : digits);
  else if (type === "f" || digits !== undefined) {
    if (type !== "f") t.fail(`the format \`${format}\` has no counterpart here`, at);
    made = method(value, "toFixed", [String(digits ?? 6)], text);
  }
  if (width === undefined) return made;
  const whole = made === value && !isTextual ? code(`String(${value.text})`, text) : made;
  const isLeft = align === "<" || (align === "" && isTextualKind(value.kind, isTextual));
  if (align === "^") t.fail("centred texts have no counterpart here", at);
  const padding = fill === " " ? [String(width)] : [String(width), JSON.stringify(fill)];
  return method(whole, isLeft ? "padEnd" : "padStart", padding, text);
}

const isTextualKind = ({ type }: Kind, isTextual: boolean) => isTextual || type === "text";

const percent = (value: Code) =>
  code(`${within(value, binding.product)} * 100`, simple("number"), binding.product);

function groupedNumber(value: Code, digits: number | undefined): Code {
  const options =
    digits === undefined ? [] : [`{ minimumFractionDigits: ${digits}, maximumFractionDigits: ${digits} }`];
  return method(value, "toLocaleString", ['"en"', ...options], simple("text"));
}
