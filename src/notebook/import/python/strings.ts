/** The prefix of a Python string, where its text begins and ends, and its flags. */
export interface StringLayout {
  start: number;
  end: number;
  isRaw: boolean;
  isBytes: boolean;
}

/** Offsets of the text between the quotes of a literal such as `rf'''…'''`. */
export function stringLayout(literal: string): StringLayout {
  const quote = [...literal].findIndex((letter) => letter === "'" || letter === '"');
  const prefix = literal.slice(0, quote).toLowerCase();
  const mark = literal[quote]!;
  const width = literal.startsWith(mark.repeat(3), quote) && literal.length >= quote + 6 ? 3 : 1;
  return {
    start: quote + width,
    end: literal.length - width,
    isRaw: prefix.includes("r"),
    isBytes: prefix.includes("b"),
  };
}

const simpleEscapes: Record<string, string> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

const hexadecimalEscapes: Record<string, number> = { x: 2, u: 4, U: 8 };

/** A string's text with its escapes resolved, as Python does it; an unknown escape stays as it is written. */
export function unescapePython(text: string): string {
  let result = "";
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!;
    const next = text[at + 1];
    if (letter !== "\\" || next === undefined) {
      result += letter;
      continue;
    }
    at++;
    if (next in simpleEscapes) result += simpleEscapes[next];
    else if (next in hexadecimalEscapes) {
      const digits = text.slice(at + 1, at + 1 + hexadecimalEscapes[next]!);
      result += String.fromCodePoint(Number.parseInt(digits, 16));
      at += digits.length;
    } else if (next >= "0" && next <= "7") {
      let digits = next;
      while (digits.length < 3 && text[at + 1]! >= "0" && text[at + 1]! <= "7") digits += text[++at];
      result += String.fromCodePoint(Number.parseInt(digits, 8));
    } else result += `\\${next}`;
  }
  return result;
}
