import path from "node:path";
import { interruptFlag } from "../../library/interrupt.js";
import { compile, endsWithSemicolon, transpile } from "../compiler/index.js";
import { CellRuntime, Importer, NotebookVariables, runScript, Sources } from "../modules/index.js";

/** A cell ready to run. */
export interface Prepared {
  /** Runs it; settles with the value of its last expression. */
  run(): Promise<unknown>;
  /** It ends with a semicolon: its value is not to be shown. */
  silent: boolean;
}

/** Makes cells run in this process's own context, with the variables that they share. */
export class Evaluator {
  readonly variables = new NotebookVariables();
  readonly sources = new Sources();
  private readonly runtime: CellRuntime;

  /** `libraryUrl`: the module that cells import as "summnb". */
  constructor(folder: string, libraryUrl: string) {
    const importer = new Importer(path.resolve(folder), libraryUrl, this.sources);
    this.runtime = new CellRuntime(importer, this.variables);
    this.variables.values.require = importer.require();
    // The transpiler is a process of its own, which takes its time to start.
    void transpile("", "warm-up");
  }

  /** Compiles cell number `count`; throws a CellSyntaxError for code that can't run. */
  async prepare(code: string, count: number): Promise<Prepared> {
    const silent = await endsWithSemicolon(code);
    const compiled = compile(await transpile(code, `cell ${count}`), {
      source: code,
      showsResult: true,
      isVariable: (name) => this.variables.has(name),
      isConstant: (name) => this.variables.isConstant(name),
    });
    const main = runScript(compiled.code, this.sources.add(compiled.positions, count));
    const run = () => {
      this.variables.declare(compiled.constants, compiled.variables);
      return main(this.variables.values, this.runtime, interruptFlag());
    };
    return { run, silent };
  }
}
