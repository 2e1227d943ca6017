/** Variables and what they begin with, read from the tokens of a source. */
import type { Token } from "./tokens.js";

export interface Argument {
  text: string;
  /** The property that it is the value of, such as outputDir. */
  key: string | undefined;
  /** The function or class in whose brackets it stands, such as fromPretrained. */
  callee: string | undefined;
}

export interface Declaration {
  name: string;
  /** Strings of the initialiser, in order. */
  strings: Argument[];
  /** Variables that the initialiser uses. */
  words: Argument[];
  /** Functions and classes that it calls. */
  callees: Set<string>;
}

const opening = new Set(["(", "[", "{"]);
const closing = new Set([")", "]", "}"]);

/** Words that go on with an expression on a new line. */
const joining = new Set(["as", "satisfies", "instanceof", "in"]);

/** The last declaration, or assignment, of each name counts, as at the end of a program. */
export function declarationsOf(tokens: readonly Token[]): Map<string, Declaration> {
  const found = new Map<string, Declaration>();
  tokens.forEach((token, index) => {
    if (token.kind !== "word") return;
    const start = initialiserAfter(tokens, index);
    if (start !== undefined) found.set(token.text, declaration(token.text, tokens, start));
  });
  return found;
}

/** Position after the `=` of `const NAME: type =`, or of `NAME =` at the beginning of a statement. */
function initialiserAfter(tokens: readonly Token[], index: number): number | undefined {
  const before = tokens[index - 1];
  const isDeclared = before?.kind === "word" && /^(?:const|let|var|using)$/.test(before.text);
  const isStatement = !before || tokens[index]!.onNewLine || before.text === ";" || before.text === "{";
  if (!isDeclared && !isStatement) return undefined;
  let at = index + 1;
  if (isDeclared && tokens[at]?.text === ":") {
    let depth = 0;
    for (at++; at < tokens.length; at++) {
      const { text } = tokens[at]!;
      if (depth === 0 && (text === "=" || text === ";")) break;
      if (opening.has(text) || text === "<") depth++;
      if (closing.has(text) || text === ">") depth--;
    }
  }
  return tokens[at]?.text === "=" && tokens[at]!.kind === "sign" ? at + 1 : undefined;
}

function declaration(name: string, tokens: readonly Token[], start: number): Declaration {
  const made: Declaration = { name, strings: [], words: [], callees: new Set() };
  const callees: (string | undefined)[] = [];
  for (let at = start; at < tokens.length; at++) {
    const token = tokens[at]!;
    const before = tokens[at - 1]!;
    const next = tokens[at + 1];
    if (callees.length === 0 && at > start && endsBefore(token, before)) break;
    if (token.kind === "sign") {
      if (opening.has(token.text)) {
        const callee = token.text === "(" ? calleeBefore(tokens, at) : callees.at(-1);
        if (token.text === "(" && callee !== undefined) made.callees.add(callee);
        callees.push(callee);
      } else if (closing.has(token.text)) {
        if (callees.length === 0) break;
        callees.pop();
      }
      continue;
    }
    const argument = { text: token.text, key: keyBefore(tokens, at), callee: callees.at(-1) };
    if (token.kind === "string") made.strings.push(argument);
    else if (token.kind === "word" && before.text !== "." && before.text !== "?." && next?.text !== ":") {
      const isShorthand =
        argument.key === undefined && /^[,{]$/.test(before.text) && /^[,}]$/.test(next?.text ?? "");
      made.words.push(isShorthand ? { ...argument, key: token.text } : argument);
    }
  }
  return made;
}

/** Whether a statement ended between two tokens outside of all brackets. */
function endsBefore(token: Token, before: Token): boolean {
  if (token.text === ";" || token.text === ",") return token.kind === "sign";
  if (!token.onNewLine || token.kind === "sign") return false;
  if (token.kind === "word" && joining.has(token.text)) return false;
  return before.kind !== "sign"
    ? !/^(?:await|new|typeof|return)$/.test(before.text)
    : closing.has(before.text);
}

/** In `a.fromPretrained<T>(`, before the bracket: fromPretrained. */
function calleeBefore(tokens: readonly Token[], at: number): string | undefined {
  let index = at - 1;
  if (tokens[index]?.text === ">") {
    for (let depth = 0; index >= 0; index--) {
      if (tokens[index]!.text === ">") depth++;
      if (tokens[index]!.text === "<" && --depth === 0) break;
    }
    index--;
  }
  const found = tokens[index];
  return found?.kind === "word" ? found.text : undefined;
}

function keyBefore(tokens: readonly Token[], at: number): string | undefined {
  const key = tokens[at - 2];
  return tokens[at - 1]?.text === ":" && key && (key.kind === "word" || key.kind === "string")
    ? key.text
    : undefined;
}

/** The same of a string wherever it stands. */
export function argumentAt(tokens: readonly Token[], at: number): Argument {
  let depth = 0;
  let callee: string | undefined;
  for (let index = at - 1; index >= 0 && tokens[index]!.text !== ";"; index--) {
    const token = tokens[index]!;
    if (token.kind !== "sign") continue;
    if (closing.has(token.text)) depth++;
    else if (opening.has(token.text) && depth-- === 0) {
      depth = 0;
      callee = token.text === "(" ? calleeBefore(tokens, index) : undefined;
      if (callee !== undefined) break;
    }
  }
  return { text: tokens[at]!.text, key: keyBefore(tokens, at), callee };
}
