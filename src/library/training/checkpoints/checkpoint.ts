import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../../errors.js";
import type { PreTrainedModel } from "../../models/pretrained.js";
import type { Parameter } from "../../nn/index.js";
import { scope } from "../../tensor/scope.js";
import type { Tokenizer } from "../../tokenizers/index.js";
import type { Optimizer } from "../optimizers/index.js";
import { type OptimizerNumbers, restoreOptimizer, saveOptimizer } from "../optimizers/stateFile.js";
import type { TrainerState } from "../state.js";
import { checkpointName } from "./folders.js";
import { type GeneratorStates, restoreGenerators, saveGenerators } from "./generators.js";
import type { RunIdentity } from "./identity.js";
import { flush, sealFolder } from "./manifest.js";
import { fromHuggingFace, toHuggingFace } from "./trainerState.js";
import { restoreWeights } from "./weights.js";

export const stateFile = "trainer_state.json";
export const argumentsFile = "training_args.json";

/** What of a run lives in memory and goes into a checkpoint. */
export interface CheckpointContent {
  model: PreTrainedModel;
  tokenizer: Tokenizer | undefined;
  optimizer: Optimizer;
  state: TrainerState;
  /** As they were after the last whole update. */
  generators: GeneratorStates;
  identity: RunIdentity;
  /** Of a collator that draws; see `DataCollator`. */
  collator: unknown;
  runId: string;
  /** Write weights and tokenizer, and nothing that a training could go on from. */
  onlyModel: boolean;
}

/** The part of trainer_state.json that is ours; the rest has Transformers' keys. */
interface OwnState {
  state: TrainerState;
  identity: RunIdentity;
  collator: unknown;
  optimizer: OptimizerNumbers;
  runId: string;
}

export interface ReadState {
  /** Undefined for a checkpoint that Transformers wrote. */
  own: OwnState | undefined;
  step: number;
  epoch: number;
}

const parametersOf = (model: PreTrainedModel): Map<string, Parameter> => new Map(model.namedParameters());

/**
 * Writes a checkpoint: first under another name, then, whole and on the disk, under its own. A crash at any
 * moment leaves the checkpoints before untouched.
 * @returns its folder
 */
export async function writeCheckpoint(outputDir: string, content: CheckpointContent): Promise<string> {
  const final = path.join(outputDir, checkpointName(content.state.step));
  const temporary = `${final}.tmp-${process.pid}`;
  try {
    rmSync(temporary, { recursive: true, force: true });
    mkdirSync(temporary, { recursive: true });
    await content.model.savePretrained(temporary);
    await content.tokenizer?.savePretrained(temporary);
    const own = content.onlyModel ? { onlyModel: true } : saveOwnState(temporary, content);
    const json = { ...toHuggingFace(content.state), summnb: own };
    writeFileSync(path.join(temporary, stateFile), `${JSON.stringify(json, null, 2)}\n`);
    writeFileSync(
      path.join(temporary, argumentsFile),
      `${JSON.stringify(content.identity.arguments, null, 2)}\n`,
    );
    sealFolder(temporary);
    rmSync(final, { recursive: true, force: true });
    renameSync(temporary, final);
    flush(outputDir);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
  return final;
}

/** Writes what a training needs to go on: the optimizer's state, the generators', and the rest, which is returned. */
function saveOwnState(folder: string, content: CheckpointContent): OwnState {
  const names = new Map([...parametersOf(content.model)].map(([name, parameter]) => [parameter, name]));
  saveGenerators(folder, content.generators);
  return {
    state: content.state,
    identity: content.identity,
    collator: content.collator,
    optimizer: saveOptimizer(folder, content.optimizer, names),
    runId: content.runId,
  };
}

/** @throws SummnbError for a folder that is no checkpoint, and for one that holds only a model */
export function readState(folder: string): ReadState {
  const file = path.join(folder, stateFile);
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  } catch {
    throw new SummnbError(`${folder} is no checkpoint: ${stateFile} is missing or broken in it.`);
  }
  const own = json.summnb as OwnState | { onlyModel: true } | undefined;
  if (own && "onlyModel" in own)
    throw new SummnbError(
      `The checkpoint ${folder} was written with saveOnlyModel, so no training can go on from it; load its weights with fromPretrained and train anew.`,
    );
  return { own, ...fromHuggingFace(json) };
}

/** Makes model, optimizer and generators what they were when the checkpoint was written. */
export function restoreCheckpoint(
  folder: string,
  { own }: ReadState,
  { model, optimizer }: Pick<CheckpointContent, "model" | "optimizer">,
): void {
  restoreWeights(model, folder);
  if (!own) return;
  scope(() => restoreOptimizer(folder, optimizer, parametersOf(model), own.optimizer));
  restoreGenerators(folder, model.device);
}
