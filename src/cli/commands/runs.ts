import type { Command } from "commander";
import { runsText } from "../../library/display/index.js";
import { compareRuns } from "../../library/runs/index.js";
import { newCell, newNotebook } from "../../notebook/index.js";
import { findRun, listRuns, runsRoot } from "../../runs/index.js";
import { writeReport } from "../run/save.js";
import { listText, showText } from "../run-text.js";
import { type GlobalOptions, Terminal } from "../terminal.js";
import { integerFrom } from "../values.js";

interface RunsFlags extends GlobalOptions {
  store?: string;
  limit?: number;
  html?: string;
}

const store = ["--store <folder>", "folder of all runs; default is SUMMNB_RUNS, else runs"] as const;
const which = "its id, a part that only it has, or last";

export function runs(program: Command): Command {
  const command = program.command("runs").description("what trainings did: the run store");
  command
    .command("list")
    .description("all runs, the newest last")
    .option(...store)
    .option("--limit <n>", "only the newest n", integerFrom(1))
    .action((_options, self: Command) => {
      const flags = self.optsWithGlobals<RunsFlags>();
      const records = listRuns(flags.store).slice(flags.limit === undefined ? 0 : -flags.limit);
      new Terminal(flags).result(records, listText(records, runsRoot(flags.store)));
    });
  command
    .command("show")
    .description("a run's settings, log and results")
    .argument("<id>", which)
    .option(...store)
    .action((id: string, _options, self: Command) => {
      const flags = self.optsWithGlobals<RunsFlags>();
      const run = findRun(id, flags.store);
      new Terminal(flags).result(run, showText(run));
    });
  command
    .command("compare")
    .description("runs side by side: what they differ in, their figures, and with --html their curves")
    .argument("<ids...>", which)
    .option(...store)
    .option("--html <file>", "write the comparison with its curves to a page")
    .action((ids: string[], _options, self: Command) => compare(ids, self.optsWithGlobals<RunsFlags>()));
  return command;
}

function compare(ids: string[], flags: RunsFlags): void {
  const comparison = compareRuns(ids, { root: flags.store });
  const { data } = comparison;
  if (flags.html !== undefined) {
    const outputs = [
      { output_type: "display_data" as const, data: comparison.toMimeBundle("comparison"), metadata: {} },
    ];
    writeReport({ ...newNotebook(), cells: [{ ...newCell("code"), outputs }] }, flags.html);
  }
  const records = comparison.runs.map(({ record }) => record);
  const value = { runs: records, settings: data.settings, figures: data.figures };
  new Terminal(flags).result(value, runsText(data));
}
