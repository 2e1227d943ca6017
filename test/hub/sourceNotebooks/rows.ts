/**
 * Rows in the columns of the source notebooks' data sets, made of the golden dialogues, which are this project's own:
 * nothing of them is from a data set.
 */
import { readGolden } from "../../golden/goldenData.js";

interface Pair {
  document: string;
  summary: string;
}

export type Rows = readonly Record<string, string>[];
export type Splits = Readonly<Record<"train" | "validation" | "test", Rows>>;

/** Most rows of a split. */
export const mostRows = 200;

const firstSentence = (text: string) => /^.*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text;

/** Pairs whose dialogues are all different: 200 to train on, 90 to validate, the rest to test. */
function pairs(): Record<keyof Splits, Pair[]> {
  const { train, test } = readGolden<{ train: Pair[]; test: Pair[] }>("text", "pairs.json");
  const different = [...new Map([...train, ...test].map((pair) => [pair.document, pair])).values()];
  return {
    train: different.slice(0, 200),
    validation: different.slice(200, 290),
    test: different.slice(290),
  };
}

function splits(rowsOf: (split: readonly Pair[], kind: keyof Splits) => Rows): Splits {
  const { train, validation, test } = pairs();
  const made = (split: Pair[], kind: keyof Splits) => rowsOf(split, kind).slice(0, mostRows);
  return {
    train: made(train, "train"),
    validation: made(validation, "validation"),
    test: made(test, "test"),
  };
}

/** As DialogSum: three human summaries for each dialogue of the test split, one after the other. */
export const dialogsumRows = (): Splits =>
  splits((split, kind) =>
    split.flatMap(({ document, summary }, index) => {
      const sentences = summary.split(/(?<=[.!?])\s+/);
      const summaries =
        kind === "test" ? [summary, sentences.toReversed().join(" "), firstSentence(summary)] : [summary];
      return summaries.map((text, number) => ({
        id: kind === "test" ? `test_${index}_${number + 1}` : `${kind}_${index}`,
        dialogue: document,
        summary: text,
        topic: "daily life",
      }));
    }),
  );

/** As SAMSum, with the line ends of its files. */
export const samsumRows = (): Splits =>
  splits((split, kind) =>
    split.map(({ document, summary }, index) => ({
      id: `${kind}-${index}`,
      dialogue: document.replace(/\s*\n/g, "\r\n"),
      summary,
    })),
  );

/** As CNN/DailyMail: the highlights are one sentence a line. */
export const cnnRows = (): Splits =>
  splits((split, kind) =>
    split.map(({ document, summary }, index) => ({
      article: document,
      highlights: summary.replace(/(?<=[.!?])\s+/g, "\n"),
      id: `${kind}-${index}`,
    })),
  );

/** As XSum: the summary is one sentence. Texts begin in many ways, and with no speaker who could pass for a prompt. */
export const xsumRows = (): Splits =>
  splits((split, kind) =>
    split.map(({ document, summary }, index) => ({
      document: document.replace(/^#Person\d#: /, ""),
      summary: firstSentence(summary),
      id: `${kind}-${index}`,
    })),
  );
