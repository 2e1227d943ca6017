import { groupDigits } from "../../../display/figures.js";
import type { TrainingFacts } from "../facts.js";
import type { Found, Rule } from "../finding.js";
import { counted } from "../words.js";

/** Below so many rows a difference of a few points can't be told from chance: for ROUGE, and for a loss. */
export const fewestForRouge = 50;
const fewestForLoss = 20;

/** The usual spread of one row's ROUGE-1. */
const spread = 0.16;

/** Half the 95% interval of a mean ROUGE over so many rows, in points. */
export const uncertainty = (rows: number): number => Math.round((100 * 1.96 * spread) / Math.sqrt(rows));

export const fewRows: Rule<TrainingFacts> = {
  name: "few-evaluation-rows",
  severity: "warning",
  check({ evaluation, arguments: args, cells }): Found | undefined {
    if (!evaluation) return undefined;
    const fewest = args?.predictWithGenerate ? fewestForRouge : fewestForLoss;
    if (evaluation.rows >= fewest) return undefined;
    return {
      message: args?.predictWithGenerate
        ? `${counted(evaluation.rows, "evaluation row")} leave a ROUGE score uncertain by about ${uncertainty(evaluation.rows)} points either way, so most differences between two runs are chance.`
        : `${counted(evaluation.rows, "evaluation row")} are too few for their loss to tell two runs apart.`,
      fix: "Evaluate at least 200 rows, or all there are.",
      cell: cells?.evaluation ?? cells?.trainer,
    };
  },
};

/** Rows of one document are right or wrong together. */
export const sharedDocuments: Rule<TrainingFacts> = {
  name: "shared-documents",
  severity: "warning",
  check({ evaluation, cells }): Found | undefined {
    if (!evaluation || evaluation.distinct >= 0.9 * evaluation.examined) return undefined;
    return {
      message: `${counted(evaluation.examined, "evaluation row")} share ${counted(evaluation.distinct, "document")}, so they count for no more than ${evaluation.distinct} rows and intervals come out too narrow.`,
      fix: "Keep one row a document, or score each document once against all its human summaries.",
      cell: cells?.evaluation ?? cells?.trainer,
    };
  },
};

/** What a model was trained on it remembers. */
export const testInTraining: Rule<TrainingFacts> = {
  name: "test-in-training",
  severity: "error",
  check({ leaked, cells }): Found | undefined {
    if (!leaked?.rows) return undefined;
    return {
      severity: leaked.rows / leaked.of < 0.01 ? "warning" : "error",
      message: `The documents of ${groupDigits(leaked.rows)} of ${counted(leaked.of, "evaluation row")} are in the training rows too, so their scores tell what the model remembers, not what it can do.`,
      fix: "Take these rows out of one of the two sets, such as with filter, or split anew by document.",
      cell: cells?.evaluation ?? cells?.trainer,
    };
  },
};
