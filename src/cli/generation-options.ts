import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { SummnbError } from "../library/errors.js";
import type { GenerateOptions } from "../library/generation/index.js";
import { fromGenerationConfig } from "../library/generation/options.js";
import type { PreTrainedModel, RawConfig } from "../library/models/index.js";
import { requireFile } from "./lines.js";
import { finiteNumber, integerFrom } from "./values.js";

interface GenerationFlags {
  generationConfig?: string;
  batchSize?: number;
  numBeams?: number;
  minLength?: number;
  maxLength?: number;
  minNewTokens?: number;
  maxNewTokens?: number;
  noRepeatNgramSize?: number;
  repetitionPenalty?: number;
}

/** Options of `generate` and `evaluate` that the library's generation takes by the same names. */
const flags: readonly [keyof GenerationFlags, string, string, (text: string) => number][] = [
  ["numBeams", "--num-beams <n>", "1 is greedy search", integerFrom(1)],
  ["minLength", "--min-length <n>", "fewest ids of a result, its start token counted", integerFrom(0)],
  ["maxLength", "--max-length <n>", "most ids of a result, its start token counted", integerFrom(2)],
  ["minNewTokens", "--min-new-tokens <n>", "fewest ids besides the start token", integerFrom(0)],
  ["maxNewTokens", "--max-new-tokens <n>", "most ids besides the start token", integerFrom(1)],
  ["noRepeatNgramSize", "--no-repeat-ngram-size <n>", "no n-gram of this size twice", integerFrom(0)],
  ["repetitionPenalty", "--repetition-penalty <x>", "above 1 discourages repeated ids", finiteNumber],
];

export function addGenerationOptions(command: Command): Command {
  command
    .option("--adapter <folder>", "a LoRA adapter in PEFT's format")
    .option("--device <name>", "cuda, mps or cpu; default is the first that is there")
    .option("--source-prefix <text>", 'put before every document, such as "summarize: "')
    .option("--max-source-length <n>", "cut documents to this many tokens", integerFrom(1))
    .option("--generation-config <file>", "a file with generation_config.json's keys")
    .option("--batch-size <n>", "documents that are generated together", integerFrom(1), 8);
  for (const [, flag, description, parse] of flags) command.option(flag, description, parse);
  return command;
}

/** Keys of a generation config that would change the result and that this version can't follow. */
const refused: Record<string, (value: unknown) => boolean> = {
  do_sample: (value) => value === true,
  num_return_sequences: (value) => typeof value === "number" && value > 1,
  num_beam_groups: (value) => typeof value === "number" && value > 1,
  penalty_alpha: (value) => typeof value === "number" && value > 0,
};

/** What the flags ask for, over what the file of `--generation-config` says. */
export function generationOptions(given: GenerationFlags, model: PreTrainedModel): GenerateOptions {
  const asked = Object.fromEntries(
    flags.map(([name]) => [name, given[name]] as const).filter(([, value]) => value !== undefined),
  );
  const raw = given.generationConfig === undefined ? {} : readGenerationFile(given.generationConfig);
  for (const [source, config] of [
    [given.generationConfig, raw],
    [`the generation_config.json of ${model.name}`, model.generationConfig],
  ] as const)
    for (const [key, isRefused] of Object.entries(refused))
      if (isRefused(config[key]))
        throw new SummnbError(
          `${source} sets ${key} to ${JSON.stringify(config[key])}, and this version generates greedily only: take it out.`,
        );
  return { batchSize: given.batchSize, ...fromGenerationConfig(raw), ...asked };
}

/** Whether nothing says how long a result may be, so that Hugging Face's 20 new tokens hold. */
export function hasDefaultLength(options: GenerateOptions, model: PreTrainedModel): boolean {
  const own = fromGenerationConfig(model.generationConfig);
  return [options, own].every(({ maxLength, maxNewTokens }) => maxLength == null && maxNewTokens == null);
}

function readGenerationFile(file: string): RawConfig {
  requireFile(file);
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as RawConfig;
  } catch (error) {
    throw new SummnbError(`${file} is no valid JSON (${(error as Error).message}).`);
  }
  throw new SummnbError(`${file} must hold a JSON object with generation_config.json's keys.`);
}

export type { GenerationFlags };
