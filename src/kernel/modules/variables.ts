/** The variables that a notebook's cells share. */
export class NotebookVariables {
  /** Without a prototype, so that no name is there by itself. */
  readonly values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  private readonly constants = new Set<string>();
  /** Names that an import has set, and no cell has declared since. */
  private readonly imports = new Set<string>(["require"]);

  has(name: string): boolean {
    return name in this.values;
  }

  isConstant(name: string): boolean {
    return this.constants.has(name);
  }

  isImport(name: string): boolean {
    return this.imports.has(name);
  }

  setImport(name: string, value: unknown): void {
    this.values[name] = value;
    this.imports.add(name);
  }

  /** A cell declares these names anew. */
  declare(constants: readonly string[], variables: readonly string[]): void {
    for (const name of [...variables, ...constants]) this.imports.delete(name);
    for (const name of variables) this.constants.delete(name);
    for (const name of constants) this.constants.add(name);
  }
}
