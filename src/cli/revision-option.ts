import { Option } from "commander";

/** Of commands that take a model's id. */
export const revisionOption = (): Option =>
  new Option("--revision <name>", "branch, tag or commit of a model on the Hub; default main");
