/**
 * Which words of a summary come from the text it is compared with. Words are compared as ROUGE does,
 * without case and punctuation, but the text is shown as it was written.
 */
import { diffArrays } from "diff";
import { splitWords, type Word } from "../../shared/words.js";

/**
 * `kept`: in both, in the same order. `moved`: in both, at another place. `invented`: only in the
 * summary. `dropped`: only in the text it is compared with.
 */
export type Mark = "kept" | "moved" | "invented" | "dropped";

/** A piece of text with one mark; without one it is what stands between the words. */
export interface Run {
  text: string;
  mark?: Mark;
}

export interface Comparison {
  summary: Run[];
  target: Run[];
  /** Words of the summary that are kept or moved, and all its words. */
  shared: number;
  compared: number;
  /** Words of the target that the summary lacks. */
  dropped: number;
}

/** Aligns a summary with another summary: the longest common sequence first, then what only moved. */
export function compareWords(summary: string, target: string): Comparison {
  const ours = splitWords(summary);
  const theirs = splitWords(target);
  const changes = diffArrays(theirs.words, ours.words, { comparator: (a, b) => a.key === b.key });
  const added = changes.flatMap((change) => (change.added ? change.value : []));
  const removed = changes.flatMap((change) => (change.removed ? change.value : []));

  const marks = new Map<Word, Mark>();
  const loose = new Map<string, Word[]>();
  for (const word of removed) {
    marks.set(word, "dropped");
    loose.set(word.key, [...(loose.get(word.key) ?? []), word]);
  }
  for (const word of added) {
    const partner = loose.get(word.key)?.shift();
    marks.set(word, partner ? "moved" : "invented");
    if (partner) marks.set(partner, "moved");
  }
  const markOf = (word: Word) => marks.get(word) ?? "kept";
  return {
    summary: joinRuns(ours.lead, ours.words, markOf),
    target: joinRuns(theirs.lead, theirs.words, markOf),
    shared: ours.words.filter((word) => markOf(word) !== "invented").length,
    compared: ours.words.length,
    dropped: theirs.words.filter((word) => markOf(word) === "dropped").length,
  };
}

/** Marks the words of a summary that its document has (`kept`) or has not (`invented`). */
export function compareWithDocument(
  summary: string,
  document: string,
): Pick<Comparison, "summary" | "shared" | "compared"> {
  const known = new Set(splitWords(document).words.map(({ key }) => key));
  const { lead, words } = splitWords(summary);
  const markOf = ({ key }: Word): Mark => (known.has(key) ? "kept" : "invented");
  return {
    summary: joinRuns(lead, words, markOf),
    shared: words.filter((word) => markOf(word) === "kept").length,
    compared: words.length,
  };
}

/** Neighbouring words of one mark as one run; the text of all runs together is the text that was split. */
export function joinRuns(lead: string, words: Word[], markOf: (word: Word) => Mark): Run[] {
  const runs: Run[] = lead ? [{ text: lead }] : [];
  let between = "";
  for (const word of words) {
    const mark = markOf(word);
    const last = runs.at(-1);
    if (last?.mark === mark) {
      last.text += between + word.text;
    } else {
      if (between) runs.push({ text: between });
      runs.push({ text: word.text, mark });
    }
    between = word.glue;
  }
  if (between) runs.push({ text: between });
  return runs;
}
