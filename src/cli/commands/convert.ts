import path from "node:path";
import type { Command } from "commander";
import { SummnbError } from "../../library/errors.js";
import { type Notebook, notebookToIpynb } from "../../notebook/index.js";
import { requireFile } from "../lines.js";
import { readNotebook } from "../run/read.js";
import { writeReport, writeWhole } from "../run/save.js";
import { type GlobalOptions, Terminal } from "../terminal.js";

/** A file's ending to what writes it. */
const formats: Record<string, (notebook: Notebook, file: string) => void> = {
  ".html": writeReport,
  ".ipynb": (notebook, file) => writeWhole(file, notebookToIpynb(notebook)),
};

export function convert(program: Command): Command {
  return program
    .command("convert")
    .description("write a notebook, as it is and without running it, as a Jupyter notebook or an HTML report")
    .argument("<notebook>", "a .summnb file")
    .argument("<file>", "what to write; its ending, .ipynb or .html, says as what")
    .action((file: string, target: string, _options, command: Command) => {
      const terminal = new Terminal(command.optsWithGlobals<GlobalOptions>());
      requireFile(file);
      const write = formats[path.extname(target).toLowerCase()];
      if (!write)
        throw new SummnbError(`${target} ends in none of ${Object.keys(formats).join(", ")}: name it so.`);
      const output = path.resolve(target);
      write(readNotebook(file), output);
      terminal.result({ output }, `Written to ${output}.`);
    });
}
