/**
 * The part of YAML in which dataset cards describe their files: mappings and lists by indentation, lists and
 * mappings in brackets, plain and quoted texts, comments. All scalars are texts, so that "3.0" and 3.0 are the same.
 * Anything else (anchors, tags, blocks of text) is refused rather than misread.
 */
import { SummnbError } from "../errors.js";

export type YamlValue = string | null | YamlValue[] | { [key: string]: YamlValue };

interface Line {
  number: number;
  indent: number;
  text: string;
}

/**
 * The value of one key at the top of a YAML document; undefined where it has none. Other keys are not looked at.
 * @throws SummnbError naming the line that is not understood
 */
export function yamlValueOf(document: string, key: string, source: string): YamlValue | undefined {
  const lines = document.split(/\r?\n/).map((text, index) => ({ number: index + 1, ...measured(text) }));
  const start = lines.findIndex(({ indent, text }) => indent === 0 && keyOf(text)?.key === key);
  if (start === -1) return undefined;
  // A list may stand at the indentation of its key; the next key at the top ends it.
  const length = lines
    .slice(start + 1)
    .findIndex(({ indent, text }) => indent === 0 && text !== "" && !/^-(\s|$)/.test(text));
  const own = lines
    .slice(start, length === -1 ? undefined : start + 1 + length)
    .filter(({ text }) => text !== "");
  const parser = new Parser(own, source);
  const value = parser.block(0);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value[key] : undefined;
}

/** A line's indentation and its text without a comment. */
function measured(line: string): { indent: number; text: string } {
  let quote = "";
  let end = line.length;
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!;
    if (quote) {
      // The next character belongs to an escape.
      if (quote === '"' ? character === "\\" : line.startsWith("''", at)) at++;
      else if (character === quote) quote = "";
    } else if ((character === '"' || character === "'") && /[\s[{,:-]|^$/.test(line[at - 1] ?? ""))
      quote = character;
    else if (character === "#" && (at === 0 || /\s/.test(line[at - 1]!))) {
      end = at;
      break;
    }
  }
  const text = line.slice(0, end).trimEnd();
  return { indent: text.length - text.trimStart().length, text: text.trim() };
}

const keyPattern =
  /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'[\]{},#&*!|>%@`-][^#]*?|-[^\s#][^#]*?)\s*:(?:\s+(.*))?$/;

function keyOf(text: string): { key: string; rest: string } | undefined {
  const match = keyPattern.exec(text);
  return match ? { key: unquoted(match[1]!), rest: match[2] ?? "" } : undefined;
}

class Parser {
  #at = 0;

  constructor(
    private readonly lines: Line[],
    private readonly source: string,
  ) {}

  /** The mapping or list whose lines are indented by `indent`. */
  block(indent: number): YamlValue {
    const line = this.lines[this.#at]!;
    return /^-(\s|$)/.test(line.text) ? this.#list(indent) : this.#mapping(indent);
  }

  #list(indent: number): YamlValue[] {
    const items: YamlValue[] = [];
    for (let line = this.lines[this.#at]; line && line.indent === indent; line = this.lines[this.#at]) {
      const match = /^-(\s+|$)/.exec(line.text);
      if (!match) break;
      const rest = line.text.slice(match[0].length);
      if (rest === "") {
        this.#at++;
        items.push(this.#nested(indent + 1));
      } else if (keyOf(rest) || /^-\s/.test(rest)) {
        // A mapping or list that begins on the item's own line: its other lines stand below its first key.
        const inner = indent + match[0].length;
        this.lines[this.#at] = { ...line, indent: inner, text: rest };
        items.push(this.block(inner));
      } else {
        this.#at++;
        items.push(this.#inline(rest, line));
      }
    }
    return items;
  }

  #mapping(indent: number): { [key: string]: YamlValue } {
    const entries: [string, YamlValue][] = [];
    for (let line = this.lines[this.#at]; line && line.indent === indent; line = this.lines[this.#at]) {
      const pair = keyOf(line.text);
      if (!pair) {
        if (/^-(\s|$)/.test(line.text)) break;
        throw this.#refuse(line);
      }
      this.#at++;
      // A list may stand at the indentation of its key.
      const isListBelow = /^-(\s|$)/.test(this.lines[this.#at]?.text ?? "");
      entries.push([
        pair.key,
        pair.rest === "" ? this.#nested(indent + (isListBelow ? 0 : 1)) : this.#inline(pair.rest, line),
      ]);
    }
    const next = this.lines[this.#at];
    if (next && next.indent > indent) throw this.#refuse(next);
    return Object.fromEntries(entries);
  }

  /** The block below, which is indented at least so much; null where there is none. */
  #nested(least: number): YamlValue {
    const line = this.lines[this.#at];
    return line && line.indent >= least ? this.block(line.indent) : null;
  }

  #inline(text: string, line: Line): YamlValue {
    const flow = new Flow(text, () => this.#refuse(line));
    return flow.whole();
  }

  #refuse({ number, text }: Line): SummnbError {
    return new SummnbError(
      `Line ${number} of the YAML block in ${this.source} is not understood: ${JSON.stringify(text.slice(0, 80))}. Give the data files by split instead.`,
    );
  }
}

/** A value on one line. */
class Flow {
  #at = 0;

  constructor(
    private readonly text: string,
    private readonly refuse: () => SummnbError,
  ) {}

  whole(): YamlValue {
    const value = this.#value("");
    if (this.#at < this.text.length) throw this.refuse();
    return value;
  }

  #value(ends: string): YamlValue {
    this.#skip();
    const first = this.text[this.#at] ?? "";
    if (first === "[") return this.#sequence();
    if (first === "{") return this.#mapping();
    if (first === '"' || first === "'") return this.#quoted();
    if (/[&*!|>%@`]/.test(first) && first !== "*") throw this.refuse();
    let end = this.#at;
    while (end < this.text.length && !ends.includes(this.text[end]!)) end++;
    const plain = this.text.slice(this.#at, end).trim();
    this.#at = end;
    // `*` begins a reference in YAML, which is also how people write patterns without quotes.
    if (plain.startsWith("*") && ends === "" && /^\*\w+$/.test(plain)) throw this.refuse();
    return plain === "" || plain === "~" || plain === "null" ? null : plain;
  }

  #sequence(): YamlValue[] {
    const items: YamlValue[] = [];
    this.#at++;
    for (;;) {
      if (this.#take("]")) return items;
      items.push(this.#value(",]"));
      this.#skip();
      if (!this.#take(",") && this.text[this.#at] !== "]") throw this.refuse();
    }
  }

  #mapping(): { [key: string]: YamlValue } {
    const entries: [string, YamlValue][] = [];
    this.#at++;
    for (;;) {
      if (this.#take("}")) return Object.fromEntries(entries);
      const key = this.#value(":,}");
      if (typeof key !== "string" || !this.#take(":")) throw this.refuse();
      entries.push([key, this.#value(",}")]);
      this.#skip();
      if (!this.#take(",") && this.text[this.#at] !== "}") throw this.refuse();
    }
  }

  #quoted(): string {
    const match = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/y;
    match.lastIndex = this.#at;
    const found = match.exec(this.text)?.[0];
    if (found === undefined) throw this.refuse();
    this.#at += found.length;
    this.#skip();
    return unquoted(found);
  }

  #take(character: string): boolean {
    this.#skip();
    if (this.text[this.#at] !== character) return false;
    this.#at++;
    this.#skip();
    return true;
  }

  #skip(): void {
    while (this.text[this.#at] === " " || this.text[this.#at] === "\t") this.#at++;
  }
}

/** The escapes of YAML that JSON has too are all that cards use. */
function unquoted(text: string): string {
  if (text.startsWith("'") && text.endsWith("'") && text.length > 1)
    return text.slice(1, -1).replaceAll("''", "'");
  if (!text.startsWith('"') || text.length < 2) return text;
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}
