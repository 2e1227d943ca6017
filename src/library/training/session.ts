import { accessSync, constants, mkdirSync } from "node:fs";
import type { Run } from "../../runs/index.js";
import { SummnbError } from "../errors.js";
import type { PreTrainedModel } from "../models/pretrained.js";
import type { Tokenizer } from "../tokenizers/index.js";
import type { TrainingArgumentValues } from "./arguments/index.js";
import type { TrainerCallback } from "./callbacks.js";
import { readState, restoreCheckpoint, writeCheckpoint } from "./checkpoints/checkpoint.js";
import { chooseCheckpoint } from "./checkpoints/choose.js";
import { removeUnfinished, rotateCheckpoints } from "./checkpoints/folders.js";
import type { GeneratorStates } from "./checkpoints/generators.js";
import { differences, identityOf, type RunIdentity } from "./checkpoints/identity.js";
import { checkSpace } from "./checkpoints/space.js";
import { restoreWeights } from "./checkpoints/weights.js";
import type { DataCollator, TokenizedRow } from "./collator.js";
import { optimizerGroups } from "./decay.js";
import type { EvaluationFigures } from "./events.js";
import { TrainingLoop } from "./loop.js";
import { createOptimizer, type Optimizer } from "./optimizers/index.js";
import type { TrainingPlan } from "./plan.js";
import { runSource } from "./source.js";
import { newState, type TrainerState } from "./state.js";

export interface SessionOptions {
  model: PreTrainedModel;
  tokenizer: Tokenizer | undefined;
  args: TrainingArgumentValues;
  rows: readonly TokenizedRow[];
  collate: DataCollator;
  plan: TrainingPlan;
  callbacks: readonly TrainerCallback[];
  evaluate: (() => Promise<EvaluationFigures>) | undefined;
}

/** One training from its first to its last step: optimizer, state and checkpoints around the loop. */
export class TrainingSession {
  readonly state: TrainerState;
  readonly loop: TrainingLoop;
  /** What the user should know before it starts. */
  readonly notices: string[] = [];
  readonly #optimizer: Optimizer;
  readonly #identity: RunIdentity;
  #run: Run | undefined;

  /** @throws SummnbError when a checkpoint to go on from is another run's, or outputDir can't be written */
  constructor(private readonly options: SessionOptions) {
    const { model, args, rows, plan } = options;
    if (args.saveStrategy !== "no") {
      prepareFolder(args.outputDir);
      const scarce = checkSpace(model, args, plan);
      if (scarce) this.notices.push(scarce);
    }
    this.#identity = identityOf(model, rows, args);
    this.#optimizer = createOptimizer(optimizerGroups(model, args), args);
    this.state = newState(plan.maxSteps);
    if (args.resumeFromCheckpoint) this.#resume(args.resumeFromCheckpoint);
    this.loop = new TrainingLoop({
      ...options,
      optimizer: this.#optimizer,
      state: this.state,
      save: (generators) => this.#save(generators),
    });
  }

  /** The run in the store that checkpoints name. */
  start(run: Run): void {
    this.#run = run;
    const source = runSource();
    run.update({ maxSteps: this.state.maxSteps, ...(source ? { source } : {}) });
  }

  #resume(asked: string | true): void {
    const { model, args, collate, plan } = this.options;
    const { folder, passedOver } = chooseCheckpoint(asked, args.outputDir);
    this.notices.push(...passedOver);
    const saved = readState(folder);
    if (saved.own) {
      const found = differences(saved.own.identity, this.#identity);
      if (found.length > 0)
        throw new SummnbError(
          `The checkpoint ${folder} belongs to another training: ${found.join("; ")}. Make them the same, or train without resumeFromCheckpoint.`,
        );
    }
    restoreCheckpoint(folder, saved, { model, optimizer: this.#optimizer });
    if (saved.own) {
      Object.assign(this.state, saved.own.state);
      collate.setState?.(saved.own.collator);
    } else {
      this.state.step = saved.step;
      this.state.epoch = saved.epoch;
      this.notices.push(
        `${folder} was written by Transformers: its weights and its step go on, its optimizer and random states (pickles) start anew.`,
      );
    }
    if (this.state.step >= plan.maxSteps)
      this.notices.push(`${folder} has all ${plan.maxSteps} steps already: there is nothing left to train.`);
  }

  async #save(generators: GeneratorStates): Promise<string> {
    const { model, tokenizer, args, collate } = this.options;
    const { state } = this;
    const folder = `${args.outputDir}/checkpoint-${state.step}`;
    if (state.best?.step === state.step) state.best.checkpoint = folder;
    try {
      const written = await writeCheckpoint(args.outputDir, {
        model,
        tokenizer,
        optimizer: this.#optimizer,
        state,
        generators,
        identity: this.#identity,
        collator: collate.getState?.(),
        runId: this.#run?.id ?? "",
        onlyModel: args.saveOnlyModel,
      });
      const kind = args.saveOnlyModel ? "model" : "checkpoint";
      this.#run?.logCheckpoint({ step: state.step, folder: written, kind });
      rotateCheckpoints(args.outputDir, args.saveTotalLimit, state.best?.checkpoint ?? null);
      return written;
    } catch (error) {
      throw savingFailed(folder, error as NodeJS.ErrnoException);
    }
  }

  /** Gives the model the weights of the best evaluation; undefined when there is none with a checkpoint. */
  loadBest(): string | undefined {
    const folder = this.state.best?.checkpoint;
    if (!folder) return undefined;
    restoreWeights(this.options.model, folder);
    return folder;
  }

  dispose(): void {
    this.loop.dispose();
    this.#optimizer.dispose();
  }
}

/** What can go wrong with saving is found before hours of training, where it can be. */
function prepareFolder(outputDir: string): void {
  try {
    mkdirSync(outputDir, { recursive: true });
    accessSync(outputDir, constants.W_OK);
  } catch (error) {
    throw new SummnbError(
      `Checkpoints can't be written to outputDir ${outputDir} (${(error as Error).message}); choose another folder, or saveStrategy: "no".`,
    );
  }
  removeUnfinished(outputDir);
}

function savingFailed(folder: string, error: NodeJS.ErrnoException): Error {
  // Deeper errors have the system's code in their sentence.
  const full = /ENOSPC|EDQUOT|no space/i.test(`${error.code} ${error.message}`);
  return new SummnbError(
    `The checkpoint ${folder} could not be written (${error.message}); the one before is whole. ${
      full
        ? "Free space on that disk, or set saveTotalLimit, and go on with resumeFromCheckpoint: true."
        : "Mend the folder and go on with resumeFromCheckpoint: true."
    }`,
  );
}
