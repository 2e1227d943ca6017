import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type ImportFunction, importerFrom } from "./native-import.js";
import type { Sources } from "./sources.js";
import { TypeScriptModules } from "./typescript-modules.js";

export type Namespace = Record<string, unknown>;

/** The name by which cells import the library. */
export const libraryName = "summnb";

/** Finds and loads what cells import: the library of this very process, packages and files of the notebook's folder. */
export class Importer {
  private readonly native: ImportFunction;
  private readonly modules: TypeScriptModules;

  constructor(
    readonly folder: string,
    /** URL of the library's module. */
    private readonly libraryUrl: string,
    sources: Sources,
  ) {
    this.native = importerFrom(folder);
    this.modules = new TypeScriptModules(sources, libraryUrl);
  }

  /** Throws an Error that says what is missing and where it was looked for. */
  async import(specifier: string, attributes: Record<string, string> = {}): Promise<Namespace> {
    if (specifier === libraryName) return (await import(this.libraryUrl)) as Namespace;
    const file = this.typescriptFile(specifier);
    if (file) return this.modules.load(file);
    const options = Object.keys(attributes).length ? { with: attributes } : undefined;
    try {
      return await this.native(specifier, options);
    } catch (error) {
      throw this.explained(error, specifier);
    }
  }

  /** `require` as a CommonJS module in the notebook's folder has it. */
  require(): NodeJS.Require {
    const own = createRequire(path.join(this.folder, "notebook.js"));
    const library = fileURLToPath(this.libraryUrl);
    const patched = (name: string) => own(name === libraryName ? library : name) as unknown;
    return Object.assign(patched, own);
  }

  /** What `import.meta` holds in a cell. */
  meta(): Record<string, unknown> {
    const filename = path.join(this.folder, "notebook.ts");
    return { url: pathToFileURL(filename).href, filename, dirname: this.folder };
  }

  /** Path of a TypeScript file that a relative import means, also by the `.js` name that it would get. */
  private typescriptFile(specifier: string): string | undefined {
    if (!/^(\.{1,2}\/|\/|file:)/.test(specifier)) return undefined;
    const file = specifier.startsWith("file:")
      ? fileURLToPath(specifier)
      : path.resolve(this.folder, specifier);
    if (/\.[mc]?ts$/.test(file)) return file;
    const typescript = file.replace(/\.([mc]?)js$/, ".$1ts");
    return typescript !== file && !existsSync(file) && existsSync(typescript) ? typescript : undefined;
  }

  private explained(error: unknown, specifier: string): unknown {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ERR_MODULE_NOT_FOUND" || !String((error as Error).message).includes("notebook.js"))
      return error;
    const isPath = /^[./]/.test(specifier);
    const advice = isPath
      ? "check the path"
      : `install it there with \`npm install ${packageOf(specifier)}\``;
    const message = `“${specifier}” was not found from the notebook's folder ${this.folder}; ${advice}.`;
    return Object.assign(new Error(message), { code });
  }
}

function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
