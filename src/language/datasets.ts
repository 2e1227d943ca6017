import ts from "typescript";
import type { Cell } from "./cell.js";
import type { NotebookProject } from "./project.js";

const classes = new Set(["Dataset", "DatasetDict"]);

/** Names of the variables of a cell that hold data sets: a kernel knows their columns. */
export function datasetsOf(project: NotebookProject, cell: Cell): string[] {
  const program = project.service.getProgram();
  const file = program?.getSourceFile(cell.fileName);
  const checker = program?.getTypeChecker();
  const module = file && checker?.getSymbolAtLocation(file);
  if (!module || !checker) return [];
  const isVariable = (symbol: ts.Symbol) => (symbol.flags & ts.SymbolFlags.Variable) !== 0;
  const named = checker.getExportsOfModule(module).map((symbol) => ({
    name: symbol.name,
    symbol: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  }));
  return named
    .filter(({ symbol }) => isVariable(symbol) && isDataset(checker.getTypeOfSymbol(symbol)))
    .map(({ name }) => name);
}

function isDataset(type: ts.Type): boolean {
  if (type.isUnion()) return type.types.some(isDataset);
  return classes.has(type.symbol?.name ?? "");
}
