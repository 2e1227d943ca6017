import { SummnbError } from "../../errors.js";
import { nearest } from "../../nearest.js";
import { LoraConfig, type LoraConfigValues } from "../../peft/index.js";
import {
  Seq2SeqTrainingArguments,
  type TrainingArgumentInputs,
  trainingDefaults,
} from "../arguments/index.js";
import type { Parameters } from "./candidates.js";

const loraPrefix = "lora.";

/** Arguments that a search sets itself, a folder and a name for each trial. */
const own = ["outputDir", "loggingDir", "runName", "resumeFromCheckpoint"];

/** @throws SummnbError for a parameter that is no training argument and no value of LoraConfig */
export function checkNames(names: readonly string[]): void {
  for (const name of names) {
    if (own.includes(name))
      throw new SummnbError(`"${name}" can't be searched: a search gives every trial its own.`);
    if (name.startsWith(loraPrefix)) continue;
    if (!Object.hasOwn(trainingDefaults, name))
      throw new SummnbError(
        `The search space has "${name}", which is no training argument${nearest(name, Object.keys(trainingDefaults), "; did you mean ", "?") || '; values of LoRA are written "lora.r".'}`,
      );
  }
}

/** What a trial is configured with. */
export interface TrialConfig {
  args: TrainingArgumentInputs;
  /** Undefined when the whole model is trained. */
  lora: Partial<LoraConfigValues> | undefined;
}

/**
 * What all trials have, with a candidate's parameters.
 * @throws SummnbError when together they are no arguments or no LoraConfig
 */
export function withParameters(base: TrialConfig, parameters: Parameters): TrialConfig {
  const entries = Object.entries(parameters);
  const lora = entries.filter(([name]) => name.startsWith(loraPrefix));
  const args = entries.filter(([name]) => !name.startsWith(loraPrefix));
  const config: TrialConfig = {
    args: { ...base.args, ...Object.fromEntries(args) },
    lora:
      base.lora === undefined && lora.length === 0
        ? undefined
        : {
            ...base.lora,
            ...Object.fromEntries(lora.map(([name, value]) => [name.slice(loraPrefix.length), value])),
          },
  };
  // Whatever is wrong is said before the first model is made.
  new Seq2SeqTrainingArguments(config.args);
  if (config.lora) new LoraConfig(config.lora);
  return config;
}
