import { createHash } from "node:crypto";
import { SummnbError } from "../../errors.js";
import type { PreTrainedModel } from "../../models/pretrained.js";
import type { LoraConfigValues } from "../../peft/index.js";
import { Seq2SeqTrainingArguments, type TrainingArgumentInputs } from "../arguments/index.js";
import { isGreaterBetter } from "../callbacks.js";
import type { TrainerOptions } from "../options.js";
import { methods, type Parameters, type SearchMethod } from "./candidates.js";
import { checkNames, type TrialConfig, withParameters } from "./parameters.js";
import { checkPruning, type PruningOptions } from "./pruning.js";
import { axesOf, type SearchSpace } from "./space.js";

export interface SearchOptions extends Omit<TrainerOptions, "model" | "args"> {
  /** Makes a new model for every trial, and gives its weights away: they are freed when the trial ends. */
  modelInit: () => PreTrainedModel | Promise<PreTrainedModel>;
  /** What all trials have. saveStrategy is "no" where nothing is said: most trials are thrown away. */
  args?: TrainingArgumentInputs;
  /** Train adapters with these values; without it, and without a `lora.` parameter, whole models are trained. */
  lora?: Partial<LoraConfigValues>;
  /** What is searched: `{ learningRate: { logUniform: [1e-5, 1e-3] }, "lora.r": [8, 16, 32] }`. */
  space: SearchSpace;
  /** "random", or "grid" for every combination; default is "random". */
  method?: SearchMethod;
  /** Most trials; default is the whole grid, or 20 random ones. */
  trials?: number;
  /** No trial starts when this long has passed; one that runs comes to its end. */
  seconds?: number;
  /** Of what is drawn; default 42. */
  seed?: number;
  /** A figure of the evaluation: evalLoss, or with predictWithGenerate rouge1 and so on; default is metricForBestModel, else evalLoss. */
  metric?: string;
  /** Default: every metric but a loss. */
  greaterIsBetter?: boolean;
  /** When a trial that promises little is ended; false lets every trial end by itself. */
  pruning?: PruningOptions | false;
  /** Take over the trials of the same search that the run store has, as after an interrupt. */
  resume?: boolean;
}

/** A search that can begin: everything checked, and what every trial tries worked out. */
export interface SearchPlan {
  candidates: readonly { parameters: Parameters; config: TrialConfig }[];
  /** Names of the parameters, in the order of the space. */
  names: readonly string[];
  /** As in an evaluation: "loss", "rouge1". */
  metric: string;
  /** As it is shown: "evalLoss", "rouge1". */
  metricName: string;
  greaterIsBetter: boolean;
  pruning: Required<PruningOptions> | undefined;
  seconds: number;
  trainer: Omit<TrainerOptions, "model" | "args" | "name">;
  /** Hash of all that decides what the trials are but the model and the data. */
  key: string;
}

const isCount = (value: unknown): boolean =>
  value === undefined || (Number.isInteger(value) && (value as number) > 0);

/** @throws SummnbError for whatever can be known to be wrong before the first model is made */
export function planSearch(options: SearchOptions): SearchPlan {
  const {
    modelInit,
    args: given = {},
    lora,
    space,
    method = "random",
    trials,
    seconds = Number.POSITIVE_INFINITY,
    seed = 42,
    metric: asked,
    greaterIsBetter,
    pruning = {},
    resume: _resume,
    name: _name,
    ...trainer
  } = options;
  if (typeof modelInit !== "function")
    throw new SummnbError(
      "A search needs modelInit, a function that makes a new model for every trial: () => AutoModelForSeq2SeqLM.fromPretrained(…).",
    );
  if (!Object.hasOwn(methods, method))
    throw new SummnbError(`A search's method is one of ${Object.keys(methods).join(", ")}, not "${method}".`);
  if (!isCount(trials))
    throw new SummnbError(`A search's trials are a whole number from 1 on, not ${trials}.`);
  if (!(seconds > 0)) throw new SummnbError(`A search's seconds are a number above 0, not ${seconds}.`);
  if (!trainer.evalDataset)
    throw new SummnbError("A search compares trials by an evaluation, so it needs an evalDataset.");
  const axes = axesOf(space);
  const names = axes.map((axis) => axis.name);
  checkNames(names);
  const base: TrialConfig = { args: { saveStrategy: "no", ...given }, lora };
  const { values } = new Seq2SeqTrainingArguments(base.args);
  const metric = (asked ?? values.metricForBestModel ?? "loss")
    .replace(/^eval_?/, "")
    .replace(/^Loss$/, "loss");
  const needsGeneration = metric !== "loss";
  const candidates = methods[method](axes, { trials, seed }).map((parameters) => ({
    parameters,
    config: withParameters(base, parameters),
  }));
  if (needsGeneration && !values.predictWithGenerate)
    throw new SummnbError(
      `A search by ${metric} needs predictWithGenerate: true in its arguments; without it an evaluation gives evalLoss alone.`,
    );
  const { outputDir: _o, loggingDir: _l, disableTqdm: _d, ...decisive } = base.args;
  const identity = { space, method, seed, metric, pruning, decisive, lora, ...textOptions(trainer) };
  return {
    candidates,
    names,
    metric,
    metricName: needsGeneration ? metric : "evalLoss",
    greaterIsBetter: isGreaterBetter({
      greaterIsBetter: greaterIsBetter ?? null,
      metricForBestModel: metric,
    }),
    pruning: pruning === false ? undefined : checkPruning(pruning),
    seconds,
    trainer: { ...trainer, display: false },
    key: createHash("sha256").update(JSON.stringify(identity)).digest("hex"),
  };
}

/** What of the trainer's options changes what is learned. */
function textOptions(options: SearchPlan["trainer"]): object {
  const { sourcePrefix, promptTemplate, maxSourceLength, maxTargetLength, padding, dropout } = options;
  return { sourcePrefix, promptTemplate, maxSourceLength, maxTargetLength, padding, dropout };
}
