import { InterruptedError } from "../../library/errors.js";
import { meetInterrupt } from "../../library/interrupt.js";
import { currentContext } from "../execution/context.js";
import type { Importer, Namespace } from "./importer.js";
import type { NotebookVariables } from "./variables.js";

/** What compiled code calls: the `__rt` of its wrapper. */
export class CellRuntime {
  readonly meta: Record<string, unknown>;

  constructor(
    private readonly importer: Importer,
    private readonly variables: NotebookVariables,
  ) {
    this.meta = importer.meta();
  }

  /** A loop found the interrupt flag set. The flag is taken back, so that loops of clean-up can run. */
  stop(): never {
    meetInterrupt();
    currentContext()?.meetInterrupt();
    throw new InterruptedError();
  }

  /** After an `await`: passes its value on, unless the cell was interrupted meanwhile. */
  resume<T>(value: T): T {
    if (currentContext()?.takeInterrupt()) this.stop();
    return value;
  }

  /** `import()` */
  import(specifier: unknown, options?: { with?: Record<string, string> }): Promise<Namespace> {
    return this.importer.import(String(specifier), options?.with);
  }

  /**
   * `import { exported as local } from specifier`: sets the variables. A name that the module lacks may be a
   * type, which leaves nothing to import; it is an error when the cell uses it as a value.
   */
  async importInto(
    specifier: string,
    bindings: Record<string, string>,
    usedAsValues: readonly string[],
    attributes: Record<string, string>,
  ): Promise<void> {
    const module = await this.importer.import(specifier, attributes);
    for (const [local, exported] of Object.entries(bindings)) {
      if (exported === "*") this.variables.setImport(local, module);
      else if (exported in module) this.variables.setImport(local, module[exported]);
      else if (usedAsValues.includes(local))
        throw new SyntaxError(`“${specifier}” exports nothing named “${exported}”.`);
    }
  }
}
