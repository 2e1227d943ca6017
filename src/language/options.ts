import ts from "typescript";
import type { Resources } from "./resources.js";

/**
 * How cells are checked: as strictly as helps in a notebook. Types are not asked for where TypeScript can't infer
 * them, and what is caught may be used at once.
 */
export function compilerOptions({ library }: Resources): ts.CompilerOptions {
  return {
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    paths: { summnb: [library.replaceAll("\\", "/")] },
    types: [],
    strict: true,
    noImplicitAny: false,
    useUnknownInCatchVariables: false,
    allowJs: true,
    checkJs: false,
    allowImportingTsExtensions: true,
    allowUnreachableCode: true,
    allowUnusedLabels: true,
    esModuleInterop: true,
    resolveJsonModule: true,
    skipLibCheck: true,
    noEmit: true,
  };
}
