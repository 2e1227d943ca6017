import type { Command } from "commander";
import { convert } from "./convert.js";
import { doctor } from "./doctor.js";
import { evaluate } from "./evaluate.js";
import { exportModel } from "./export.js";
import { generate } from "./generate.js";
import { importCommand } from "./import.js";
import { params } from "./params.js";
import { push } from "./push.js";
import { rouge } from "./rouge.js";
import { run } from "./run.js";
import { runs } from "./runs.js";
import { search } from "./search.js";
import { serveSummaries } from "./serve-summaries.js";
import { tokenize } from "./tokenize.js";
import { train } from "./train.js";

/** Every command adds itself to the program; the order is that of the help text. */
export const commands: readonly ((program: Command) => Command)[] = [
  run,
  convert,
  train,
  search,
  generate,
  evaluate,
  rouge,
  params,
  tokenize,
  exportModel,
  push,
  importCommand,
  runs,
  serveSummaries,
  doctor,
];
