/** A small writer of YAML, for the metadata of model cards: texts from data can't become anything but texts. */

export type YamlValue =
  | string
  | number
  | boolean
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue };

/** Texts that are plain in YAML 1.1 and 1.2: no sign that means something, no word that is a value. */
const plain = /^[A-Za-z][A-Za-z0-9_./-]*$/;
const words = /^(y|n|yes|no|on|off|true|false|null)$/i;

/** What JSON lets stand and YAML readers refuse: C1 controls, line separators, halves of surrogate pairs, no characters. */
const unprintable = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/gu;

function scalar(value: string | number | boolean): string {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : ".nan";
  if (typeof value === "boolean") return String(value);
  if (plain.test(value) && !words.test(value)) return value;
  return JSON.stringify(value.replace(/\p{Surrogate}/gu, "\ufffd")).replace(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const isScalar = (value: YamlValue): value is string | number | boolean => typeof value !== "object";

/** Lines of a value, indented by `depth` steps; lists and maps that are empty are left out by `yaml`. */
function lines(value: YamlValue, depth: number): string[] {
  const indent = "  ".repeat(depth);
  if (isScalar(value)) return [indent + scalar(value)];
  if (Array.isArray(value))
    return (value as readonly YamlValue[]).flatMap((item) => {
      const [first, ...rest] = lines(item, depth + 1);
      return [`${indent}- ${first!.trimStart()}`, ...rest];
    });
  return Object.entries(value).flatMap(([key, item]) =>
    isScalar(item)
      ? [`${indent}${scalar(key)}: ${scalar(item)}`]
      : [`${indent}${scalar(key)}:`, ...lines(item, depth + (Array.isArray(item) ? 0 : 1))],
  );
}

/** Keys and values as a YAML document's text. */
export function yaml(values: { readonly [key: string]: YamlValue | undefined }): string {
  const entries = Object.entries(values).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return `${lines(Object.fromEntries(entries) as Record<string, YamlValue>, 0).join("\n")}\n`;
}
