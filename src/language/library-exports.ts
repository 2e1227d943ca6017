import ts from "typescript";
import type { NotebookProject } from "./project.js";

/** Something that the library exports. */
export interface LibraryExport {
  name: string;
  kind: string;
  detail: string;
  documentation: string;
}

const kinds: [flags: ts.SymbolFlags, kind: string][] = [
  [ts.SymbolFlags.Class, "class"],
  [ts.SymbolFlags.Function, "function"],
  [ts.SymbolFlags.Enum, "enum"],
  [ts.SymbolFlags.Module, "module"],
  [ts.SymbolFlags.Variable, "const"],
  [ts.SymbolFlags.Interface, "interface"],
  [ts.SymbolFlags.TypeAlias, "type"],
];

/** What `import … from "summnb"` can name. */
export function libraryExports(project: NotebookProject): { name: string; kind: string }[] {
  return symbols(project).map(({ name, symbol }) => ({ name, kind: kindOf(symbol) }));
}

export function libraryExport(project: NotebookProject, wanted: string): LibraryExport | undefined {
  const checker = project.service.getProgram()?.getTypeChecker();
  const symbol = symbols(project).find(({ name }) => name === wanted)?.symbol;
  if (!checker || !symbol) return undefined;
  const kind = kindOf(symbol);
  const isValue = (symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable)) !== 0;
  const type = isValue ? `: ${checker.typeToString(checker.getTypeOfSymbol(symbol))}` : "";
  return {
    name: wanted,
    kind,
    detail: `${kind} ${wanted}${type}`,
    documentation: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
  };
}

function symbols(project: NotebookProject): { name: string; symbol: ts.Symbol }[] {
  const program = project.service.getProgram();
  const file = program?.getSourceFile(project.libraryFile);
  const checker = program?.getTypeChecker();
  const module = file && checker?.getSymbolAtLocation(file);
  if (!module || !checker) return [];
  return checker.getExportsOfModule(module).map((symbol) => ({
    name: symbol.name,
    symbol: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  }));
}

function kindOf(symbol: ts.Symbol): string {
  return kinds.find(([flags]) => (symbol.flags & flags) !== 0)?.[1] ?? "const";
}
