/** Python's regular expressions, in which PEFT's configurations name modules, as JavaScript's. */
import { SummnbError } from "../errors.js";

/** What Python writes otherwise. */
const spellings: [python: RegExp, here: string][] = [
  [/\(\?P</g, "(?<"],
  [/\(\?P=(\w+)\)/g, "\\k<$1>"],
  [/\\A/g, "^"],
  [/\\Z/g, "$"],
];

/** Flags at the start of the whole expression, such as (?i). */
const leadingFlags = /^\(\?([ims]+)\)/;

function compile(python: string, around: (source: string) => string): RegExp {
  const flags = leadingFlags.exec(python)?.[1] ?? "";
  const source = spellings.reduce(
    (text, [from, to]) => text.replace(from, to),
    python.replace(leadingFlags, ""),
  );
  try {
    // Alone first, so that a bracket too many can't pair with one of what goes around it.
    new RegExp(source, flags);
    return new RegExp(around(source), flags);
  } catch (error) {
    throw new SummnbError(
      `"${python}" is no regular expression that summnb can read (${(error as Error).message}).`,
    );
  }
}

const kept = new Map<string, RegExp>();

function cached(kind: string, python: string, around: (source: string) => string): RegExp {
  const key = `${kind} ${python}`;
  let expression = kept.get(key);
  if (!expression) {
    expression = compile(python, around);
    kept.set(key, expression);
  }
  return expression;
}

/** `re.fullmatch`: the whole name. */
export const matchesWhole = (python: string, name: string): boolean =>
  cached("whole", python, (source) => `^(?:${source})$`).test(name);

/** Of a name's last parts, as keys of `rankPattern` are: `re.match(rf"(.*\.)?({python})$", name)`. */
export const matchesEnd = (python: string, name: string): boolean =>
  cached("end", python, (source) => `^(?:.*\\.)?(?:${source})$`).test(name);

/** Some of a name's parts in a row, as `modulesToSave` keeps adapters away: `re.match(rf"(^|.*\.){python}($|\..*)", name)`. */
export const matchesPart = (python: string, name: string): boolean =>
  cached("part", python, (source) => `^(?:|.*\\.)(?:${source})(?:$|\\..*)`).test(name);

/** The number after the first part that is `python`: `re.match(rf"(?:^|.*?\.){python}\.(\d+)\.", name)`. */
export function numberAfter(python: string, name: string): number | null {
  const found = cached(
    "number",
    python,
    (source) => `^(?:|.*?\\.)(?:${source})\\.(?<summnbIndex>\\d+)\\.`,
  ).exec(name);
  return found ? Number(found.groups!.summnbIndex) : null;
}

/** The first number that stands after two parts of a name, as the layer's in "encoder.block.3.layer.0". */
export function firstNumber(name: string): number | null {
  const found = /^.*?\.[^.]*\.(\d+)\./.exec(name);
  return found ? Number(found[1]) : null;
}

/** Whether a name is `part` or ends with it after a dot. */
export const endsWithPart = (part: string, name: string): boolean =>
  name === part || name.endsWith(`.${part}`);
