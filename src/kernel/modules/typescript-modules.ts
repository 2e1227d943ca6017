import { createHash } from "node:crypto";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Message } from "esbuild";
import { interruptFlag } from "../../library/interrupt.js";
import { compile, type ExportedName, syntaxError } from "../compiler/index.js";
import { Importer, type Namespace } from "./importer.js";
import { runScript } from "./run-script.js";
import { CellRuntime } from "./runtime.js";
import type { Sources } from "./sources.js";
import { NotebookVariables } from "./variables.js";

interface Loaded {
  hash: string;
  namespace: Promise<Namespace>;
}

/**
 * TypeScript files that cells import. A file and the files it imports are one bundle, which runs again when
 * one of them has changed since the last import; packages are shared with everything else.
 */
export class TypeScriptModules {
  private readonly loaded = new Map<string, Loaded>();

  constructor(
    private readonly sources: Sources,
    private readonly libraryUrl: string,
  ) {}

  async load(file: string): Promise<Namespace> {
    const { code, map } = await bundle(file);
    const hash = createHash("sha256").update(code).digest("hex");
    const known = this.loaded.get(file);
    if (known?.hash === hash) return known.namespace;
    const namespace = this.run(file, code, map);
    this.loaded.set(file, { hash, namespace });
    return namespace;
  }

  private async run(file: string, code: string, map: string): Promise<Namespace> {
    const variables = new NotebookVariables();
    const context = { isVariable: () => false, isConstant: () => false };
    const compiled = compile({ code, map }, { ...context, source: code, showsResult: false });
    const importer = new Importer(path.dirname(file), this.libraryUrl, this.sources);
    const runtime = new CellRuntime(importer, variables);
    Object.assign(runtime.meta, { url: pathToFileURL(file).href, filename: file });
    const main = runScript(compiled.code, this.sources.add(compiled.positions));
    await main(variables.values, runtime, interruptFlag());
    return namespaceOf(compiled.exports, variables, importer);
  }
}

async function bundle(file: string): Promise<{ code: string; map: string }> {
  const folder = path.dirname(file);
  try {
    const result = await build({
      entryPoints: [file],
      absWorkingDir: folder,
      outfile: path.join(folder, "module.js"),
      bundle: true,
      write: false,
      packages: "external",
      format: "esm",
      platform: "node",
      target: "es2022",
      sourcemap: "external",
      logLevel: "silent",
    });
    const [map, code] = result.outputFiles.sort((a, b) =>
      a.path.endsWith(".map") ? -1 : b.path.endsWith(".map") ? 1 : 0,
    );
    return { code: code!.text, map: map!.text };
  } catch (error) {
    const [first] = (error as { errors?: Message[] }).errors ?? [];
    if (!first) throw error;
    const fault = syntaxError(first);
    const where = first.location ? ` (${first.location.file}, line ${first.location.line})` : "";
    throw new SyntaxError(`${fault.message}${where}`);
  }
}

async function namespaceOf(
  exports: ExportedName[],
  variables: NotebookVariables,
  importer: Importer,
): Promise<Namespace> {
  const namespace = Object.create(null) as Namespace;
  for (const { exported, local, from } of exports) {
    const values = from === undefined ? variables.values : await importer.import(from);
    if (exported === "*") Object.assign(namespace, values);
    else
      Object.defineProperty(namespace, exported, {
        enumerable: true,
        get: () => (local === "*" ? values : values[local]),
      });
  }
  return Object.freeze(namespace);
}
