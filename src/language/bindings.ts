import ts from "typescript";

/** A name that a cell declares at its top and that later cells can use. */
export interface Binding {
  name: string;
  kind: "const" | "let" | "function" | "class" | "enum" | "namespace" | "type" | "import";
  /** Where the name stands in its cell. */
  start: number;
  /** The cell exports it itself. */
  exported: boolean;
}

/**
 * What a cell declares, by name. As in the kernel, `var` counts also inside blocks, and `using` does not
 * outlive its cell.
 */
export function bindingsOf(file: ts.SourceFile): Map<string, Binding> {
  const found = new Map<string, Binding>();
  const exported = listedExports(file);
  const add = (name: ts.Identifier, kind: Binding["kind"], isExported = false) => {
    const known = found.get(name.text);
    // A type and a value may share a name; the value is what a cell can assign to.
    if (known && kind === "type") return;
    found.set(name.text, {
      name: name.text,
      kind: known?.kind === "type" ? "class" : kind,
      start: name.getStart(file),
      exported: isExported || exported.has(name.text) || known?.exported === true,
    });
  };
  for (const statement of file.statements) addStatement(statement, add);
  addVars(file, (name) => {
    if (!found.has(name.text)) add(name, "let");
  });
  return found;
}

type Add = (name: ts.Identifier, kind: Binding["kind"], exported?: boolean) => void;

function addStatement(statement: ts.Statement, add: Add): void {
  const exported = hasExport(statement);
  if (ts.isVariableStatement(statement)) {
    const kind = variableKind(statement.declarationList);
    if (kind)
      for (const { name } of statement.declarationList.declarations)
        for (const identifier of patternNames(name)) add(identifier, kind, exported);
  } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
    if (!statement.name || isDefault(statement)) return;
    add(statement.name, ts.isClassDeclaration(statement) ? "class" : "function", exported);
  } else if (ts.isEnumDeclaration(statement)) add(statement.name, "enum", exported);
  else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
    add(statement.name, "type", exported);
  else if (ts.isModuleDeclaration(statement)) {
    const isGlobal = (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
    if (ts.isIdentifier(statement.name) && !isGlobal) add(statement.name, "namespace", exported);
  } else if (ts.isImportEqualsDeclaration(statement)) add(statement.name, "import", exported);
  else if (ts.isImportDeclaration(statement)) {
    const { name, namedBindings } = statement.importClause ?? {};
    if (name) add(name, "import");
    if (namedBindings && ts.isNamespaceImport(namedBindings)) add(namedBindings.name, "import");
    else for (const element of namedBindings?.elements ?? []) add(element.name, "import");
  }
}

function variableKind(list: ts.VariableDeclarationList): "const" | "let" | undefined {
  const flags = list.flags & ts.NodeFlags.BlockScoped;
  if (flags === ts.NodeFlags.Using || flags === ts.NodeFlags.AwaitUsing) return undefined;
  return flags === ts.NodeFlags.Const ? "const" : "let";
}

/** `var` in blocks and loops of the cell, not in its functions. */
function addVars(node: ts.Node, add: (name: ts.Identifier) => void): void {
  ts.forEachChild(node, (child) => {
    if (ts.isFunctionLike(child) || ts.isClassLike(child) || ts.isModuleDeclaration(child)) return;
    if (ts.isVariableDeclarationList(child) && (child.flags & ts.NodeFlags.BlockScoped) === 0)
      for (const { name } of child.declarations) for (const found of patternNames(name)) add(found);
    addVars(child, add);
  });
}

/** Names that `export { a, b as c }` lists as themselves. */
function listedExports(file: ts.SourceFile): Set<string> {
  const names = file.statements.flatMap((statement) =>
    ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)
      ? statement.exportClause.elements.map(({ name }) => name.text)
      : [],
  );
  return new Set(names);
}

function patternNames(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return name.text ? [name] : [];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : patternNames(element.name),
  );
}

function hasExport(node: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false)
  );
}

function isDefault(node: ts.FunctionDeclaration | ts.ClassDeclaration): boolean {
  return ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ?? false;
}
