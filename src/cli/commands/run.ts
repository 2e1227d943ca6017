import path from "node:path";
import type { Command } from "commander";
import { type RunNotebookResult, runNotebook } from "../../kernel/index.js";
import { SummnbError } from "../../library/errors.js";
import { type Notebook, serializeNotebook } from "../../notebook/index.js";
import type { KernelEvent } from "../../protocol/index.js";
import { requireFile } from "../lines.js";
import { NotebookPrinter } from "../run/printer.js";
import { readNotebook } from "../run/read.js";
import { RunningCopy, writeReport, writeWhole } from "../run/save.js";
import { isSupervised, supervise } from "../run/supervise.js";
import { type GlobalOptions, Terminal } from "../terminal.js";
import { integerFrom } from "../values.js";

interface RunFlags extends GlobalOptions {
  output?: string;
  html?: string;
  timeout?: number;
}

const refreshEvery = 500;

export function run(program: Command): Command {
  return program
    .command("run")
    .description(
      "execute all cells of a notebook and write their outputs; stops at the first cell that fails",
    )
    .argument("<notebook>", "a .summnb file")
    .option("--output <file>", "write the executed notebook here instead of over the notebook itself")
    .option("--html <file>", "write an HTML report with charts too")
    .option("--timeout <seconds>", "interrupt a cell that takes longer", integerFrom(1))
    .action(async (file: string, _options, command: Command) => {
      const flags = command.optsWithGlobals<RunFlags>();
      requireFile(file);
      // A notebook that can't be read is said so at once, and its file stays as it is.
      const notebook = readNotebook(file);
      if (!isSupervised) process.exitCode = await supervise();
      else await execute(notebook, file, flags);
    });
}

async function execute(notebook: Notebook, file: string, flags: RunFlags): Promise<void> {
  const terminal = new Terminal(flags);
  const output = path.resolve(flags.output ?? file);
  const html = flags.html === undefined ? undefined : path.resolve(flags.html);
  const source = path.resolve(file);
  // What a cell names by a relative path is relative to its notebook.
  process.chdir(path.dirname(source));
  if (flags.verbose) process.env.SUMMNB_VERBOSE = "1";
  const { result, failedAt } = await runWithProgress(notebook, { source, output }, flags, terminal);
  writeWhole(output, serializeNotebook(notebook));
  if (html) writeReport(notebook, html);
  const { status, executed, failed } = result;
  if (status !== "ok")
    throw new SummnbError(describeFailure(notebook, file, result, failedAt, terminal.verbose));
  const value = { status, executed, output, html: html ?? null, failed: failed ?? null };
  terminal.result(value, `${executed} cells done. The executed notebook is ${output}.`);
}

async function runWithProgress(
  notebook: Notebook,
  { source, output }: { source: string; output: string },
  { timeout }: RunFlags,
  terminal: Terminal,
): Promise<{ result: RunNotebookResult; failedAt: number | undefined }> {
  const printer = new NotebookPrinter(notebook, terminal);
  const copy = new RunningCopy(notebook, output);
  let failedAt: number | undefined;
  const onEvent = (event: KernelEvent) => {
    printer.event(event);
    copy.event(event);
    if (event.type === "finished") failedAt = event.errorAt?.line;
  };
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  const refresh = setInterval(() => printer.refresh(), refreshEvery);
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    const milliseconds = timeout === undefined ? {} : { timeout: 1000 * timeout };
    const result = await runNotebook(notebook, {
      file: source,
      onEvent,
      output,
      signal: stop.signal,
      ...milliseconds,
    });
    return { result, failedAt };
  } finally {
    clearInterval(refresh);
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    terminal.clearLive();
  }
}

/** "Cell 3 of 9 in first.summnb failed at its line 2: TypeError: …", and with `--verbose` its stack in the cells' own lines. */
function describeFailure(
  notebook: Notebook,
  file: string,
  { status, failed, executed }: RunNotebookResult,
  line: number | undefined,
  verbose: boolean,
): string {
  if (!failed) return `Interrupted after ${executed} cells.`;
  const { index, error } = failed;
  const place = line === undefined ? "" : ` at its line ${line}`;
  const cell = `Cell ${index + 1} of ${notebook.cells.length} in ${file}`;
  if (status === "interrupted" || !error)
    return `${cell} was interrupted${place}; what ran before it is saved.`;
  const what = `${cell} failed${place}: ${error.ename}: ${error.evalue}`;
  return verbose ? `${what}\n${error.traceback.slice(1).join("\n")}` : what;
}
