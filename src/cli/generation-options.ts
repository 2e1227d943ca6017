import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { SummnbError } from "../library/errors.js";
import { type GenerateOptions, GenerationConfig, type GenerationModel } from "../library/generation/index.js";
import { checkedOptions, type GenerationOptions, resolveOptions } from "../library/generation/options.js";
import type { RawConfig } from "../library/models/index.js";
import { requireFile } from "./lines.js";
import { revisionOption } from "./revision-option.js";
import { finiteNumber, integerFrom, oneOf } from "./values.js";

export interface GenerationFlags extends Partial<GenerationOptions> {
  generationConfig?: string;
  batchSize?: number;
  seed?: number;
}

type Flag = [
  name: keyof GenerationOptions,
  flag: string,
  description: string,
  parse?: (text: string) => unknown,
];

/** Options of `generate` and `evaluate` that the library's generation takes by the same names. */
const flags: readonly Flag[] = [
  ["numBeams", "--num-beams <n>", "1 is greedy search", integerFrom(1)],
  ["lengthPenalty", "--length-penalty <x>", "above 0 longer results win among beams", finiteNumber],
  [
    "earlyStopping",
    "--early-stopping <when>",
    "true, false or never: when a beam search ends",
    oneOf({ true: true, false: false, never: "never" }),
  ],
  ["minLength", "--min-length <n>", "fewest ids of a result, its start token counted", integerFrom(0)],
  ["maxLength", "--max-length <n>", "most ids of a result, its start token counted", integerFrom(2)],
  ["minNewTokens", "--min-new-tokens <n>", "fewest ids besides the start token", integerFrom(0)],
  ["maxNewTokens", "--max-new-tokens <n>", "most ids besides the start token", integerFrom(1)],
  ["noRepeatNgramSize", "--no-repeat-ngram-size <n>", "no n-gram of this size twice", integerFrom(0)],
  ["repetitionPenalty", "--repetition-penalty <x>", "above 1 discourages repeated ids", finiteNumber],
  ["doSample", "--do-sample", "draw ids at random"],
  ["temperature", "--temperature <x>", "above 1 draws more evenly", finiteNumber],
  ["topK", "--top-k <n>", "draw from the n likeliest ids; 0 from all", integerFrom(0)],
  ["topP", "--top-p <x>", "draw from the likeliest ids that together have this probability", finiteNumber],
  ["typicalP", "--typical-p <x>", "draw from the most typical ids of this probability", finiteNumber],
];

export function addGenerationOptions(command: Command): Command {
  command
    .option("--adapter <folder>", "a LoRA adapter in PEFT's format, or its id on the Hub")
    .addOption(revisionOption())
    .option("--device <name>", "cuda, mps or cpu; default is the first that is there")
    .option("--source-prefix <text>", 'put before every document, such as "summarize: "')
    .option("--max-source-length <n>", "cut documents to this many tokens", integerFrom(1))
    .option("--generation-config <file>", "a file with generation_config.json's keys")
    .option("--batch-size <n>", "documents that are generated together", integerFrom(1), 8)
    .option("--seed <n>", "of what --do-sample draws: the same seed gives the same results", integerFrom(0));
  for (const [, flag, description, parse] of flags)
    if (parse) command.option(flag, description, parse);
    else command.option(flag, description);
  return command;
}

/** What the flags ask for, over what the file of `--generation-config` says. */
export function generationOptions(given: GenerationFlags): GenerateOptions {
  const names: (keyof GenerationOptions)[] = [...flags.map(([name]) => name), "numReturnSequences"];
  const asked = Object.fromEntries(
    names.map((name) => [name, given[name]] as const).filter(([, value]) => value !== undefined),
  );
  const file = given.generationConfig;
  const config = file === undefined ? {} : readGenerationFile(file);
  return {
    batchSize: given.batchSize,
    ...checkedOptions(GenerationConfig.fromRaw(config, file ?? "")),
    ...asked,
  };
}

/** Most new tokens where nothing says how many, so that Hugging Face's 20 hold; null where something does. */
export function defaultLength(
  { batchSize: _, ...options }: GenerateOptions,
  model: GenerationModel,
): number | null {
  const { lengthIsDefault, maxLength } = resolveOptions(options, model);
  return lengthIsDefault ? maxLength - 1 : null;
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
