/**
 * Limits that the environment sets, to try a notebook or a program quickly with nothing else changed:
 * SUMMNB_MAX_STEPS ends every training after so many updates, SUMMNB_MAX_EVAL_ROWS makes every evaluation stop after
 * so many rows.
 */
import type { Dataset, Row } from "../datasets/index.js";
import { SummnbError } from "../errors.js";
import { range } from "../range.js";

/** @throws SummnbError for a value that is no whole number from 1 on */
function limitOf(name: string): number {
  const text = process.env[name]?.trim();
  if (!text) return Number.POSITIVE_INFINITY;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new SummnbError(
    `${name} must be a whole number from 1 on, not "${text}"; correct it or take it away.`,
  );
}

/** Most updates of a training; Infinity without SUMMNB_MAX_STEPS. */
export const mostSteps = (): number => limitOf("SUMMNB_MAX_STEPS");

/** Most rows of an evaluation; Infinity without SUMMNB_MAX_EVAL_ROWS. */
export const mostEvaluationRows = (): number => limitOf("SUMMNB_MAX_EVAL_ROWS");

/**
 * The rows to evaluate by: the data set as it is, or where SUMMNB_MAX_EVAL_ROWS is set its first ones. The trainer's
 * own evaluations do the same.
 */
export function evaluationRows<R extends Row>(dataset: Dataset<R>): Dataset<R> {
  const most = mostEvaluationRows();
  return dataset.length <= most ? dataset : dataset.select(range(most));
}

/** What a training says that SUMMNB_MAX_STEPS has shortened; undefined for a whole one. */
export function shortenedNotice(planned: number): string | undefined {
  const most = mostSteps();
  if (planned <= most) return undefined;
  return `SUMMNB_MAX_STEPS ends this training after ${most} of ${planned} steps.`;
}
