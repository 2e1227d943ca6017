#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { commandsFor } from "./commands/index.js";
import { describeError, exitCodeOf, exitCodes } from "./errors.js";
import type { GlobalOptions } from "./terminal.js";

const { version } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));

const program = new Command("summnb")
  .description("Fine-tunes and runs summarization models (T5, FLAN-T5, BART, Pegasus) without Python.")
  .version(version)
  .option("--json", "print one JSON value on stdout, and nothing else there")
  .option("--verbose", "show stack traces")
  .configureHelp({ showGlobalOptions: true })
  .exitOverride();
for (const add of await commandsFor(process.argv.slice(2))) {
  const command = add(program);
  command.exitOverride();
}

/** A reader that closed our stdout early, such as `head`, is no failure. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exitCodes.done);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has printed its message; its own exit code 0 stands for help and version.
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  } else {
    const { verbose } = program.opts<GlobalOptions>();
    process.stderr.write(`${describeError(error, verbose ?? false)}\n`);
    process.exitCode = exitCodeOf(error);
  }
}
