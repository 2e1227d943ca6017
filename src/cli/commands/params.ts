import type { Command } from "commander";
import { parametersText } from "../../library/display/index.js";
import { modelFolder } from "../../library/hub/models.js";
import { AutoModelForSeq2SeqLM, countParameters } from "../../library/models/index.js";
import { getPeftModel, LoraConfig, type LoraConfigValues } from "../../library/peft/index.js";
import { parseLora } from "../lora-option.js";
import { revisionOption } from "../revision-option.js";
import { type GlobalOptions, Terminal } from "../terminal.js";

interface ParamsOptions extends GlobalOptions {
  lora?: Partial<LoraConfigValues>;
  revision?: string;
}

export function params(program: Command): Command {
  return program
    .command("params")
    .description("total and trainable parameters, from the config alone: no weights are read or allocated")
    .argument("<model>", "the model's folder, a config.json, or an id on the Hub")
    .option("--lora <spec>", "with these adapters, such as r=32,alpha=64,targets=q+v", parseLora)
    .addOption(revisionOption())
    .action(async (model: string, _options, command: Command) => {
      const options = command.optsWithGlobals<ParamsOptions>();
      const place = await modelFolder(model, { files: "config", revision: options.revision });
      const base = AutoModelForSeq2SeqLM.skeleton(place, model);
      const counts = countParameters(options.lora ? getPeftModel(base, new LoraConfig(options.lora)) : base);
      const { total, trainable, all, percentage, byModule } = counts;
      const value = { model, total, trainable, all, percentage, byModule };
      new Terminal(options).result(value, parametersText(counts));
    });
}
