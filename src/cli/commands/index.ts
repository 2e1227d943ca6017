import type { Command } from "commander";

/** Adds a command to the program. */
export type AddCommand = (program: Command) => Command;

/** Every command by its name, in the order of the help text; loaded when it is needed, so that each starts quickly. */
export const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  run: async () => (await import("./run.js")).run,
  convert: async () => (await import("./convert.js")).convert,
  train: async () => (await import("./train.js")).train,
  search: async () => (await import("./search.js")).search,
  generate: async () => (await import("./generate.js")).generate,
  evaluate: async () => (await import("./evaluate.js")).evaluate,
  rouge: async () => (await import("./rouge.js")).rouge,
  params: async () => (await import("./params.js")).params,
  tokenize: async () => (await import("./tokenize.js")).tokenize,
  export: async () => (await import("./export.js")).exportModel,
  push: async () => (await import("./push.js")).push,
  import: async () => (await import("./import.js")).importCommand,
  runs: async () => (await import("./runs.js")).runs,
  "serve-summaries": async () => (await import("./serve-summaries.js")).serveSummaries,
  doctor: async () => (await import("./doctor.js")).doctor,
};

/** What adds the command that the arguments name; all commands where they name none, for help and guesses. */
export async function commandsFor(args: readonly string[]): Promise<AddCommand[]> {
  // The program's own options take no values, so the first word is the command.
  const name = args.find((arg) => !arg.startsWith("-")) ?? "";
  const named = Object.hasOwn(commands, name) ? [commands[name]!] : Object.values(commands);
  return Promise.all(named.map((load) => load()));
}
