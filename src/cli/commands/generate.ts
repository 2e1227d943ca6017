import type { Command } from "commander";
import { readSources } from "../documents.js";
import { addGenerationOptions } from "../generation-options.js";
import { interruptible } from "../interrupt.js";
import { loadGenerator, type ModelOptions } from "../load-model.js";
import { type SummarizeFlags, summarize } from "../summarize.js";
import { type GlobalOptions, Terminal } from "../terminal.js";
import { integerFrom } from "../values.js";

interface GenerateFlags extends GlobalOptions, ModelOptions, SummarizeFlags {
  input: string;
}

export function generate(program: Command): Command {
  const command = program
    .command("generate")
    .description(
      "summarize: one document a line in, one summary a line out (--json keeps line breaks and ids)",
    )
    .argument("<model>", "the model's folder, or its id on the Hub")
    .option("--input <file>", 'documents, or JSON lines with "document" or "input_ids"; - is stdin', "-")
    .option("--num-return-sequences <n>", "so many summaries of each document, in turn", integerFrom(1));
  return addGenerationOptions(command).action(async (model: string, _options, self: Command) => {
    const flags = self.optsWithGlobals<GenerateFlags>();
    const terminal = new Terminal(flags);
    await interruptible(async () => {
      const sources = await readSources(flags.input);
      const loaded = await loadGenerator(model, flags);
      const summaries = await summarize(sources, loaded, flags, terminal);
      await loaded.dispose();
      const lines = summaries.map(({ summary }) => summary.replace(/\s*\n\s*/g, " "));
      terminal.result(summaries, lines.join("\n"));
    });
  });
}
