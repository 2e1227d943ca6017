import ts from "typescript";

/**
 * What imports a name in a cell: one more name in the cell's import from the same module, else an import of its
 * own before everything else.
 */
export function importEdit(
  text: string,
  name: string,
  from: string,
): { start: number; end: number; text: string } {
  const file = ts.createSourceFile("cell.ts", text, ts.ScriptTarget.ESNext);
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const named = statement.importClause?.namedBindings;
    if (statement.moduleSpecifier.text !== from || !named || !ts.isNamedImports(named)) continue;
    if (statement.importClause?.phaseModifier) continue;
    const last = named.elements.at(-1);
    const at = last ? last.end : named.getStart(file) + 1;
    return { start: at, end: at, text: last ? `, ${name}` : ` ${name} ` };
  }
  return { start: 0, end: 0, text: `import { ${name} } from ${JSON.stringify(from)};\n` };
}
