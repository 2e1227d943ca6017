import type { Command } from "commander";
import { runsText } from "../../library/display/index.js";
import { AutoModelForSeq2SeqLM } from "../../library/models/index.js";
import { HyperparameterSearch, type SearchResult, type Trial } from "../../library/training/index.js";
import { withParameters } from "../../library/training/search/parameters.js";
import { type AliasFlag, noAliasOption, withAliasOf } from "../alias-option.js";
import { findingLine } from "../findings.js";
import { interruptible } from "../interrupt.js";
import { writeWhole } from "../run/save.js";
import { readSearchConfig, type SearchConfig } from "../search-config.js";
import { type GlobalOptions, Terminal } from "../terminal.js";
import { readTrainingData } from "../training-data.js";
import { finiteNumber, integerFrom } from "../values.js";

interface SearchFlags extends GlobalOptions, AliasFlag {
  trials?: number;
  seconds?: number;
  resume?: boolean;
  best?: string;
}

export function search(program: Command): Command {
  return program
    .command("search")
    .description("try training arguments and LoRA values: grid or random, each trial a run in the run store")
    .argument("<config>", 'a training config with "search": { "space": …, "trials": 20 }')
    .option("--trials <n>", "most trials, instead of the config's", integerFrom(1))
    .option("--seconds <n>", "start no trial after this long, instead of the config's", finiteNumber)
    .option("--resume", "go on with the same search after it was interrupted")
    .addOption(noAliasOption())
    .option("--best <file>", "write a config for `summnb train` with what the best trial had")
    .action(async (file: string, _options, command: Command) => {
      const flags = command.optsWithGlobals<SearchFlags>();
      const config = readSearchConfig(file);
      const { trials = config.search.trials, seconds = config.search.seconds } = flags;
      const asked = { ...config, search: { ...config.search, trials, seconds } };
      await interruptible(() => searchAsConfigured(asked, flags, new Terminal(flags)));
    });
}

async function searchAsConfigured(
  config: SearchConfig,
  flags: SearchFlags,
  terminal: Terminal,
): Promise<void> {
  const { train, search: values } = config;
  const { device, useCpu } = train.arguments ?? {};
  const search = new HyperparameterSearch({
    ...(await readTrainingData(withAliasOf(flags, train))),
    ...values,
    modelInit: () =>
      AutoModelForSeq2SeqLM.fromPretrained(train.model, {
        dtype: train.dtype,
        device: useCpu ? "cpu" : (device ?? undefined),
      }),
    args: train.arguments ?? {},
    ...(train.lora ? { lora: train.lora } : {}),
    display: false,
    resume: flags.resume ?? false,
  });
  let told = 0;
  try {
    for await (const { type, trial } of search.events()) {
      for (; told < search.findings.length; told++) terminal.log(findingLine(search.findings[told]!));
      if (type === "end") terminal.log(trialLine(trial, search));
      else terminal.live(`trial ${trial.number} of ${search.planned}: ${parametersText(trial)}`);
    }
  } finally {
    // What was found until an interrupt is a result too.
    const { result } = search;
    if (result.trials.length > 0) {
      terminal.result(searchValue(result), runsText(result.data));
      if (flags.best !== undefined) writeBest(flags.best, config, result);
    }
  }
}

const parametersText = ({ parameters }: Trial): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");

function trialLine(trial: Trial, { planned, result: { metric } }: HyperparameterSearch): string {
  const came = trial.value === null ? (trial.message ?? "") : `${metric} ${trial.value.toPrecision(5)}`;
  return `trial ${trial.number} of ${planned} ${trial.state}: ${came} (${parametersText(trial)})`;
}

function searchValue({ state, metric, best, trials }: SearchResult) {
  const shown = ({ number, state, value, parameters, runId, message }: Trial) => ({
    trial: number,
    state,
    value,
    parameters,
    runId,
    ...(message === undefined ? {} : { message }),
  });
  return { state, metric, best: best ? shown(best) : null, trials: trials.map(shown) };
}

/** The training config with the best trial's values in it. */
function writeBest(file: string, { train }: SearchConfig, { bestParameters }: SearchResult): void {
  if (!bestParameters) return;
  const base = { args: train.arguments ?? {}, lora: train.lora };
  const { args, lora } = withParameters(base, bestParameters);
  writeWhole(file, `${JSON.stringify({ ...train, arguments: args, ...(lora ? { lora } : {}) }, null, 2)}\n`);
}
