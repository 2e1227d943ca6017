import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { SummnbError } from "../../library/errors.js";
import { type ImportResult, importNotebook, reportLines } from "../../notebook/import/index.js";
import { NotebookFormatError, serializeNotebook } from "../../notebook/index.js";
import { requireFile } from "../lines.js";
import { writeWhole } from "../run/save.js";
import { type GlobalOptions, Terminal } from "../terminal.js";

interface ImportFlags extends GlobalOptions {
  output?: string;
}

export function importCommand(program: Command): Command {
  return program
    .command("import")
    .description(
      "turn a Python notebook that uses Transformers, Datasets and PEFT into a .summnb; what is not recognised stays as comments",
    )
    .argument("<notebook>", "a Jupyter notebook (.ipynb) of Python")
    .option("--output <file>", "where to write it; default beside the notebook, with .summnb at its end")
    .action((file: string, _options, command: Command) => {
      const flags = command.optsWithGlobals<ImportFlags>();
      requireFile(file);
      const output = path.resolve(flags.output ?? besideOf(file));
      // What somebody may have changed by hand is not written over by chance.
      if (flags.output === undefined && existsSync(output))
        throw new SummnbError(`${output} is there already: name another file, or this one, with --output.`);
      const { notebook, report } = read(file);
      writeWhole(output, serializeNotebook(notebook));
      const { name, counts, entries } = report;
      new Terminal(flags).result(
        { notebook: name, output, counts, entries },
        [...reportLines(report), `The notebook is ${output}.`].join("\n"),
      );
    });
}

function besideOf(file: string): string {
  const { dir, name } = path.parse(file);
  return path.join(dir, `${name}.summnb`);
}

function read(file: string): ImportResult {
  try {
    return importNotebook(readFileSync(file), { name: path.basename(file) });
  } catch (error) {
    if (error instanceof NotebookFormatError)
      throw new SummnbError(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}
