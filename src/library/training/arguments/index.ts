import { noteCell } from "../../provenance/cells.js";
import { trainingDefaults } from "./defaults.js";
import { readArguments, type TrainingArgumentInputs } from "./read.js";
import { checkTogether } from "./together.js";
import type { TrainingArgumentValues } from "./values.js";

export { trainingDefaults } from "./defaults.js";
export type { TrainingArgumentInputs } from "./read.js";
export { withWholeSteps } from "./shares.js";
export type { IntervalStrategy, ReportTo, SaveStrategy, TrainingArgumentValues } from "./values.js";

/** Checked arguments of a training run; every value can be read, none changed. */
export class Seq2SeqTrainingArguments {
  readonly values: Readonly<TrainingArgumentValues>;
  /** Sentences about arguments that have no effect here. */
  readonly notices: readonly string[];

  readonly #hubToken: string | undefined;

  /** @throws SummnbError naming an unknown argument and the nearest right one, or what a value must be */
  constructor(given: TrainingArgumentInputs = {}) {
    const { values, notices, token } = readArguments(given);
    this.values = Object.freeze({ ...trainingDefaults, ...values });
    this.notices = notices;
    this.#hubToken = token;
    noteCell(this.values);
    checkTogether(this.values);
  }

  /** The argument hubToken; it is no value, so that no record, checkpoint or display can hold it. */
  get hubToken(): string | undefined {
    return this.#hubToken;
  }
}
