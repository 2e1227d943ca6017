import vm from "node:vm";
import type { CellRuntime } from "./runtime.js";

/** What compiled code evaluates to; its result is the value of the last expression. */
export type MainFunction = (variables: object, runtime: CellRuntime, flag: Int32Array) => Promise<unknown>;

/** Evaluates compiled code in the process's own context, so that its arrays and errors are everybody's. */
export function runScript(code: string, filename: string): MainFunction {
  return new vm.Script(code, { filename }).runInThisContext() as MainFunction;
}
