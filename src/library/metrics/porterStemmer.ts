/**
 * Porter's stemmer with NLTK's extensions (`PorterStemmer(mode="NLTK_EXTENSIONS")`), which Google's
 * rouge_score uses. Sources: Porter, "An algorithm for suffix stripping" (1980); nltk/stem/porter.py.
 */
import {
  containsVowel,
  endsWithCvc,
  endsWithDoubleConsonant,
  isConsonant,
  measure,
} from "./porterMeasure.js";

type Condition = (stem: string, word: string) => boolean;

/** A suffix, what replaces it, and when; the first rule whose suffix fits decides, even if it then does nothing. */
type Rule = readonly [suffix: string, replacement: string, condition?: Condition];

const positive: Condition = (stem) => measure(stem) > 0;
const aboveOne: Condition = (stem) => measure(stem) > 1;
const rules = (condition: Condition, pairs: Record<string, string>): Rule[] =>
  Object.entries(pairs).map(([suffix, replacement]) => [suffix, replacement, condition]);

const step1a: readonly Rule[] = [
  ["sses", "ss"],
  ["ies", "i"],
  ["ss", "ss"],
  ["s", ""],
];

const step1c: readonly Rule[] = [["y", "i", (stem) => stem.length > 1 && isConsonant(stem, stem.length - 1)]];

const step2: readonly Rule[] = [
  ...rules(positive, {
    ational: "ate",
    tional: "tion",
    enci: "ence",
    anci: "ance",
    izer: "ize",
    bli: "ble",
    alli: "al",
    entli: "ent",
    eli: "e",
    ousli: "ous",
    ization: "ize",
    ation: "ate",
    ator: "ate",
    alism: "al",
    iveness: "ive",
    fulness: "ful",
    ousness: "ous",
    aliti: "al",
    iviti: "ive",
    biliti: "ble",
    fulli: "ful",
  }),
  // The l counts with the stem, so that geo- and theo- are long enough.
  ["logi", "log", (_, word) => measure(word.slice(0, -3)) > 0],
];

const step3: readonly Rule[] = rules(positive, {
  icate: "ic",
  ative: "",
  alize: "al",
  iciti: "ic",
  ical: "ic",
  ful: "",
  ness: "",
});

const removed = (...suffixes: string[]): Rule[] => suffixes.map((suffix) => [suffix, "", aboveOne]);

const step4: readonly Rule[] = [
  ...removed("al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent"),
  ["ion", "", (stem) => measure(stem) > 1 && /[st]$/.test(stem)],
  ...removed("ou", "ism", "ate", "iti", "ous", "ive", "ize"),
];

const step5b: readonly Rule[] = [["ll", "l", (_, word) => measure(word.slice(0, -1)) > 1]];

const irregular = new Map(
  Object.entries({
    sky: ["sky", "skies"],
    die: ["dying"],
    lie: ["lying"],
    tie: ["tying"],
    news: ["news"],
    inning: ["innings", "inning"],
    outing: ["outings", "outing"],
    canning: ["cannings", "canning"],
    howe: ["howe"],
    proceed: ["proceed"],
    exceed: ["exceed"],
    succeed: ["succeed"],
  }).flatMap(([stem, words]) => words.map((word) => [word, stem] as const)),
);

/** The stem of a word, in lower case. */
export function porterStem(text: string): string {
  const word = text.toLowerCase();
  const known = irregular.get(word);
  if (known !== undefined) return known;
  if (word.length <= 2) return word;
  let stem = /^.ies$/.test(word) ? word.slice(0, -1) : apply(step1a, word);
  stem = applyStep1b(stem);
  stem = apply(step1c, stem);
  stem = applyStep2(stem);
  stem = apply(step3, stem);
  stem = apply(step4, stem);
  stem = applyStep5a(stem);
  return apply(step5b, stem);
}

function apply(list: readonly Rule[], word: string): string {
  for (const [suffix, replacement, condition] of list) {
    if (!word.endsWith(suffix)) continue;
    const stem = word.slice(0, word.length - suffix.length);
    return !condition || condition(stem, word) ? stem + replacement : word;
  }
  return word;
}

function applyStep1b(word: string): string {
  if (word.endsWith("ied")) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith("eed")) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const suffix = ["ed", "ing"].find((end) => word.endsWith(end));
  const stem = suffix && word.slice(0, -suffix.length);
  return stem && containsVowel(stem) ? restoreEnding(stem) : word;
}

/** What a word without its -ed or -ing gets back: conflat → conflate, hopp → hop, fil → file. */
function restoreEnding(stem: string): string {
  if (/(at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (endsWithDoubleConsonant(stem)) return /[lsz]$/.test(stem) ? stem : stem.slice(0, -1);
  return measure(stem) === 1 && endsWithCvc(stem) ? `${stem}e` : stem;
}

function applyStep2(word: string): string {
  // NLTK: after -alli has become -al, the other rules get a turn.
  if (word.endsWith("alli") && measure(word.slice(0, -4)) > 0) return applyStep2(word.slice(0, -2));
  return apply(step2, word);
}

function applyStep5a(word: string): string {
  if (!word.endsWith("e")) return word;
  const stem = word.slice(0, -1);
  const count = measure(stem);
  return count > 1 || (count === 1 && !endsWithCvc(stem)) ? stem : word;
}
