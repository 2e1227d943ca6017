import type { TrainingFacts } from "../facts.js";
import type { Rule } from "../finding.js";
import { capital, share } from "../words.js";
import { eachSet } from "./sets.js";

/** A model that is shown nothing, or told to say nothing, learns to make things up or to be silent. */
export const emptyTexts: Rule<TrainingFacts> = {
  name: "empty-texts",
  severity: "warning",
  check: (facts) =>
    eachSet(facts, ({ rows, name, cell }) => {
      const { emptyDocuments = [], emptySummaries = [] } = rows.texts ?? {};
      const [first] = [...emptyDocuments, ...emptySummaries].sort((a, b) => a - b);
      if (first === undefined) return undefined;
      const parts = [
        ...(emptyDocuments.length > 0
          ? [`${share(emptyDocuments.length, whole(rows), `${name} row`)} have an empty document`]
          : []),
        ...(emptySummaries.length > 0
          ? [`${share(emptySummaries.length, whole(rows), `${name} row`)} have an empty summary`]
          : []),
      ];
      return {
        message: `${capital(parts.join(" and "))}, the first of them row ${first}.`,
        fix: "Leave them out with filter, such as filter(({ document, summary }) => document.trim() && summary.trim()).",
        cell,
      };
    }),
};

/** What is there twice counts twice. */
export const duplicateRows: Rule<TrainingFacts> = {
  name: "duplicate-rows",
  severity: "warning",
  check: (facts) =>
    eachSet(facts, ({ rows, name, cell }) => {
      const { repeated = [] } = rows.texts ?? {};
      if (repeated.length === 0) return undefined;
      return {
        severity: repeated.length < 0.01 * rows.rows ? "info" : "warning",
        message: `${capital(share(repeated.length, whole(rows), `${name} row`))} repeat an earlier row, document and summary, the first of them row ${repeated[0]}, so they count more than others.`,
        fix: "Keep one of each, unless they are meant to weigh more.",
        cell,
      };
    }),
};

/** Texts are counted in all rows, also where token ids are a sample. */
const whole = ({ rows }: { rows: number }) => ({ rows, examined: rows });
