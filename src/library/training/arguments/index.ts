import { SummnbError } from "../../errors.js";
import { nearest } from "../../nearest.js";
import { checks } from "./checks.js";
import { type TrainingArgumentValues, trainingDefaults } from "./values.js";

export { type IntervalStrategy, type TrainingArgumentValues, trainingDefaults } from "./values.js";

/** Checked arguments of a training run; every value can be read, none changed. */
export class Seq2SeqTrainingArguments {
  readonly values: Readonly<TrainingArgumentValues>;

  /** @throws SummnbError naming an unknown argument and the nearest right one, or what a value must be */
  constructor(given: Partial<TrainingArgumentValues> = {}) {
    for (const [name, value] of Object.entries(given)) {
      const check = Object.hasOwn(checks, name) ? checks[name as keyof TrainingArgumentValues] : undefined;
      if (!check)
        throw new SummnbError(
          `The training argument "${name}" does not exist${nearest(name, Object.keys(checks), ". Did you mean ", "?") || "."}`,
        );
      const wanted = check(value);
      if (wanted)
        throw new SummnbError(
          `The training argument "${name}" must be ${wanted}, not ${JSON.stringify(value)}.`,
        );
    }
    this.values = Object.freeze({ ...trainingDefaults, ...given });
    checkTogether(this.values);
  }
}

/** What only shows when arguments are seen together. */
function checkTogether(args: TrainingArgumentValues): void {
  if (args.fp16)
    throw new SummnbError(
      "Training in float16 is refused: T5's activations overflow its range and the loss becomes NaN. Use bf16: true.",
    );
  if (!args.loadBestModelAtEnd) return;
  if (args.evalStrategy === "no" || args.saveStrategy !== args.evalStrategy)
    throw new SummnbError(
      `loadBestModelAtEnd needs a checkpoint for every evaluation: evalStrategy is "${args.evalStrategy}" and saveStrategy "${args.saveStrategy}"; make them the same.`,
    );
  const evalSteps = args.evalSteps ?? args.loggingSteps;
  if (args.evalStrategy === "steps" && args.saveSteps % evalSteps !== 0)
    throw new SummnbError(
      `loadBestModelAtEnd needs checkpoints where evaluations are: saveSteps (${args.saveSteps}) must be a multiple of evalSteps (${evalSteps}).`,
    );
}
