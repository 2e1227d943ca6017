import { SummnbError } from "../../library/errors.js";
import {
  Seq2SeqTrainingArguments,
  type TrainingArgumentInputs,
  type TrainingArgumentValues,
  trainingDefaults,
} from "../../library/training/index.js";

export interface CheckedArguments {
  values: TrainingArgumentValues;
  /** Why they would be refused. */
  problem: string | undefined;
}

/**
 * A training's arguments as far as they are right: a wrong one leaves the others to be looked at. float16, which is
 * refused, has a rule of its own.
 * @param isWhole all arguments are here; else nothing is said of those that contradict each other
 */
export function checkArguments(
  { fp16, ...given }: TrainingArgumentInputs,
  isWhole: boolean,
): CheckedArguments {
  const whole = read(given);
  const alone =
    whole.problem === undefined
      ? []
      : Object.entries(given).filter(([name, value]) => read({ [name]: value }).problem);
  const right = Object.fromEntries(
    Object.entries(given).filter(([name]) => !alone.some(([wrong]) => wrong === name)),
  );
  const values = whole.values ?? read(right).values ?? trainingDefaults;
  const [wrong] = alone.filter(([name]) => isWhole || name !== needsOthers);
  const problem = isWhole ? whole.problem : wrong && read({ [wrong[0]]: wrong[1] }).problem;
  return { values: { ...values, fp16: fp16 === true }, problem };
}

/** What is never right alone. */
const needsOthers = "loadBestModelAtEnd";

function read(given: TrainingArgumentInputs): { values?: TrainingArgumentValues; problem?: string } {
  try {
    return { values: new Seq2SeqTrainingArguments(given).values };
  } catch (error) {
    if (error instanceof SummnbError) return { problem: error.message };
    throw error;
  }
}
