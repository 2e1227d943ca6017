import path from "node:path";
import vm from "node:vm";

export type ImportFunction = (
  specifier: string,
  options?: { with: Record<string, string> },
) => Promise<Record<string, unknown>>;

/** Node's own `import()`, as a module in `folder` would call it: bare and relative names resolve from there. */
export function importerFrom(folder: string): ImportFunction {
  const script = new vm.Script("(specifier, options) => import(specifier, options)", {
    filename: path.join(folder, "notebook.js"),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const native = script.runInThisContext() as ImportFunction;
  withoutWarnings(() => void native("node:path"));
  return native;
}

/** At its first use Node warns that this way to say where an import comes from is new; it is not the user's matter. */
function withoutWarnings(action: () => void): void {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    action();
  } finally {
    process.emitWarning = emitWarning;
  }
}
