import path from "node:path";
import type { Finding } from "../../../protocol/index.js";
import { readRun, updateRun } from "../../../runs/index.js";
import { InterruptedError, SummnbError } from "../../errors.js";
import type { PreTrainedModel } from "../../models/pretrained.js";
import { getPeftModel, LoraConfig } from "../../peft/index.js";
import { OutOfMemoryError } from "../../tensor/errors.js";
import { Seq2SeqTrainingArguments } from "../arguments/index.js";
import { metricOf } from "../callbacks.js";
import type { EvaluationFigures } from "../events.js";
import { Seq2SeqTrainer } from "../trainer.js";
import type { Parameters } from "./candidates.js";
import type { SearchPlan } from "./options.js";
import type { TrialConfig } from "./parameters.js";
import type { Report } from "./pruning.js";

export type TrialState = "running" | "finished" | "pruned" | "failed" | "interrupted";

/** One training of a search. */
export interface Trial {
  /** From 1, in the order in which they were chosen. */
  number: number;
  parameters: Parameters;
  state: TrialState;
  /** What the metric came to; null when it came to nothing. */
  value: number | null;
  /** In the run store; undefined before the run begins. */
  runId: string | undefined;
  /** Why it ended before its end. */
  message: string | undefined;
  /** The metric in the course of the trial. */
  reports: Report[];
}

export interface TrialContext {
  plan: SearchPlan;
  /** Hash of the search, model and data included. */
  key: string;
  name: string;
  /** Called after each evaluation; true ends the trial early. */
  isHopeless: (trial: Trial) => boolean;
  onReport: () => void;
  /** What the training doctor found before the first step. */
  onFindings: (findings: readonly Finding[]) => void;
}

/** The last evaluation is what the model ends with, or with loadBestModelAtEnd the best one. */
function objective({ reports }: Trial, { greaterIsBetter }: SearchPlan, best: boolean): number | null {
  const values = reports.map(({ value }) => value);
  if (values.length === 0) return null;
  if (!best) return values.at(-1)!;
  return greaterIsBetter ? Math.max(...values) : Math.min(...values);
}

function trainerOf(model: PreTrainedModel, config: TrialConfig, trial: Trial, context: TrialContext) {
  const { plan, name } = context;
  const shared = new Seq2SeqTrainingArguments(config.args).values;
  const own = (folder: string) => path.join(folder, `trial-${trial.number}`);
  const args = new Seq2SeqTrainingArguments({
    ...config.args,
    outputDir: own(shared.outputDir),
    // Trials would overwrite each other in the one repository; the best is uploaded when its model is trained.
    pushToHub: false,
    loggingDir: shared.loggingDir === null ? null : own(shared.loggingDir),
  });
  const adapted = config.lora
    ? getPeftModel(model, new LoraConfig(config.lora), { seed: shared.seed })
    : model;
  const trainer = new Seq2SeqTrainer({
    ...plan.trainer,
    model: adapted,
    args,
    name: `${name} trial ${trial.number}`,
  });
  return { trainer, args: args.values };
}

/** Trains one trial to its end, or until it is hopeless; the model's weights are freed then. */
export async function runTrial(
  model: PreTrainedModel,
  config: TrialConfig,
  trial: Trial,
  context: TrialContext,
): Promise<void> {
  const { plan } = context;
  const { trainer, args } = trainerOf(model, config, trial, context);
  let step = 0;
  let extra: EvaluationFigures | undefined;
  const report = (epoch: number, figures: EvaluationFigures) => {
    const value = metricOf({ metricForBestModel: plan.metric }, figures);
    if (value === undefined)
      throw new SummnbError(
        `The search's metric is "${plan.metricName}", but the evaluation gives only ${["evalLoss", ...Object.keys(figures.metrics)].join(", ")}.`,
      );
    trial.reports.push({ epoch, step, value });
    context.onReport();
  };
  try {
    let epoch = 0;
    for await (const event of trainer.events()) {
      if (trial.runId === undefined) context.onFindings(trainer.findings);
      trial.runId = trainer.runId;
      if (event.type === "step") ({ step, epoch } = event);
      if (event.type !== "evaluate") continue;
      report(event.epoch, event.figures);
      if (context.isHopeless(trial)) {
        trial.state = "pruned";
        trial.message = `Pruned at step ${step}: its best ${plan.metricName} is worse than the median of the finished trials up to there.`;
        break;
      }
    }
    if (trial.state === "running" && trial.reports.at(-1)?.step !== step && !args.loadBestModelAtEnd) {
      extra = await trainer.evaluate();
      report(epoch, extra);
    }
    if (trial.state === "running") trial.state = "finished";
    trial.value = objective(trial, plan, args.loadBestModelAtEnd);
  } catch (error) {
    trial.state = error instanceof InterruptedError ? "interrupted" : "failed";
    trial.message = (error as Error).message;
    // A training that broke down says something about its parameters; one that never began, about the search.
    const tells = error instanceof OutOfMemoryError || (error instanceof SummnbError && step > 0);
    if (!tells) throw error;
  } finally {
    trial.runId = trainer.runId;
    note(trial, context, extra);
    trainer.model.free();
  }
}

/** Writes what the search says of a run into its record. */
function note(trial: Trial, { plan, key }: TrialContext, extra: EvaluationFigures | undefined): void {
  const { runId, number, parameters, state, value, message } = trial;
  if (runId === undefined) return;
  const { results } = readRun(runId).record;
  updateRun(runId, {
    search: {
      key,
      trial: number,
      parameters,
      metric: plan.metricName,
      // Without a value the trial counts as not done, and a search that is resumed does it again.
      ...(state === "interrupted" ? {} : { value }),
      ...(state === "pruned" ? { pruned: true } : {}),
    },
    results: { ...results, ...(extra ? { evalLoss: extra.evalLoss, ...extra.metrics } : {}) },
    ...(state === "pruned" ? { message } : {}),
  });
}
