import { groupDigits } from "../../../display/figures.js";
import type { TrainingFacts } from "../facts.js";
import type { Found, Rule } from "../finding.js";
import { capital, share } from "../words.js";
import { eachSet } from "./sets.js";

/** The loss of pad tokens looks like progress: a model learns to pad within a few steps. */
export const labelsContainPad: Rule<TrainingFacts> = {
  name: "labels-contain-pad",
  severity: "error",
  check: (facts) =>
    eachSet(facts, ({ rows, name, cell }): Found | undefined => {
      const { padLabels } = rows;
      if (padLabels.rows === 0 || facts.hasOwnCollator) return undefined;
      const part = Math.round((100 * padLabels.labels) / padLabels.all);
      return {
        message: `${capital(share(padLabels.rows, rows, `${name} row`))} have pad tokens (id ${facts.model?.padTokenId ?? 0}) among their labels, ${groupDigits(padLabels.labels)} labels or ${part}% of those that count, so the loss ${part >= 50 ? "mostly" : "also"} measures how well the model predicts padding.`,
        fix: "Leave labels unpadded (the collator pads them with -100), or let tokenizer.batch(documents, { textTarget: summaries, padding }) make them, which pads labels with -100.",
        cell,
      };
    }),
};

/** Without labels a sequence-to-sequence model has nothing to learn from. */
export const noLabels: Rule<TrainingFacts> = {
  name: "no-labels",
  severity: "error",
  check: (facts) =>
    eachSet(facts, ({ rows, name, cell }): Found | undefined => {
      if (rows.unlabelled === 0) return undefined;
      return {
        severity: rows.unlabelled === rows.examined ? "error" : "warning",
        message: `${capital(share(rows.unlabelled, rows, `${name} row`))} have no label that counts, so there is nothing to learn from them.`,
        fix: "Tokenize the summaries too and give their ids as labels, or give the trainer the texts with documentColumn and summaryColumn and let it tokenize both.",
        cell,
      };
    }),
};
