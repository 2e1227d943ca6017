/**
 * Which words of a summary come from the text it is compared with. Words are compared as ROUGE does,
 * without case and without the punctuation around them, but they are shown as they were written.
 */
import { diffArrays } from "diff";
import { normalizeWord } from "../../shared/words.js";

/**
 * `kept`: in both, in the same order. `moved`: in both, at another place. `invented`: only in the
 * summary. `dropped`: only in the text it is compared with. `plain`: punctuation, not compared.
 */
export type Mark = "kept" | "moved" | "invented" | "dropped" | "plain";

export interface MarkedWord {
  text: string;
  /** White space after the word, as in the text. */
  space: string;
  mark: Mark;
}

export interface Comparison {
  summary: MarkedWord[];
  target: MarkedWord[];
  /** Words of the summary that are kept or moved, and all that were compared. */
  shared: number;
  compared: number;
}

interface Token {
  text: string;
  space: string;
  key: string;
}

function tokenize(text: string): Token[] {
  return [...text.trim().matchAll(/(\S+)(\s*)/gu)].map((match) => ({
    text: match[1]!,
    space: match[2]!,
    key: normalizeWord(match[1]!),
  }));
}

/** Aligns a summary with another summary: the longest common sequence first, then what only moved. */
export function compareWords(summary: string, target: string): Comparison {
  const ours = tokenize(summary);
  const theirs = tokenize(target);
  const marks = { ours: new Map<Token, Mark>(), theirs: new Map<Token, Mark>() };
  const words = (tokens: Token[]) => tokens.filter((token) => token.key !== "");

  const added: Token[] = [];
  const removed: Token[] = [];
  const keptKeys: Token[] = [];
  const changes = diffArrays(words(theirs), words(ours), { comparator: (a, b) => a.key === b.key });
  for (const change of changes) {
    if (change.added) added.push(...change.value);
    else if (change.removed) removed.push(...change.value);
    else keptKeys.push(...change.value);
  }
  // diffArrays gives the common part once; which side's objects it holds is its own affair, so the
  // common words are found on both sides as those that are in neither list.
  const changed = new Set([...added, ...removed]);
  for (const token of words(ours)) if (!changed.has(token)) marks.ours.set(token, "kept");
  for (const token of words(theirs)) if (!changed.has(token)) marks.theirs.set(token, "kept");

  const loose = new Map<string, Token[]>();
  for (const token of removed) loose.set(token.key, [...(loose.get(token.key) ?? []), token]);
  for (const token of added) {
    const partner = loose.get(token.key)?.shift();
    marks.ours.set(token, partner ? "moved" : "invented");
    if (partner) marks.theirs.set(partner, "moved");
  }
  for (const token of removed) if (!marks.theirs.has(token)) marks.theirs.set(token, "dropped");

  return {
    summary: mark(ours, (token) => marks.ours.get(token)),
    target: mark(theirs, (token) => marks.theirs.get(token)),
    shared: [...marks.ours.values()].filter((value) => value !== "invented").length,
    compared: words(ours).length,
  };
}

/** Marks the words of a summary that its document has (`kept`) or has not (`invented`). */
export function compareWithDocument(summary: string, document: string): Omit<Comparison, "target"> {
  const known = new Set(tokenize(document).flatMap(({ key }) => [key, ...key.split(/[^\p{L}\p{N}]+/u)]));
  const marked = mark(tokenize(summary), (token) =>
    token.key === "" ? undefined : known.has(token.key) ? "kept" : "invented",
  );
  return {
    summary: marked,
    shared: marked.filter((word) => word.mark === "kept").length,
    compared: marked.filter((word) => word.mark !== "plain").length,
  };
}

function mark(tokens: Token[], markOf: (token: Token) => Mark | undefined): MarkedWord[] {
  return tokens.map((token) => ({ text: token.text, space: token.space, mark: markOf(token) ?? "plain" }));
}

/** Neighbouring words of one mark as one piece of text, so that a run is one element on the page. */
export function joinRuns(words: MarkedWord[]): { mark: Mark; text: string; space: string }[] {
  const runs: { mark: Mark; text: string; space: string }[] = [];
  for (const word of words) {
    const last = runs.at(-1);
    if (last && last.mark === word.mark) {
      last.text += last.space + word.text;
      last.space = word.space;
    } else {
      runs.push({ mark: word.mark, text: word.text, space: word.space });
    }
  }
  return runs;
}
