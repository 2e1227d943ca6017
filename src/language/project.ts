import path from "node:path";
import ts from "typescript";
import type { DatasetColumn, LanguageColumns, LanguageNotebook } from "../protocol/index.js";
import { Cell } from "./cell.js";
import { compilerOptions } from "./options.js";
import type { Resources } from "./resources.js";
import { columnsDeclaration, columnsModule, type EarlierBinding, surroundings } from "./surroundings.js";

/** A notebook as TypeScript sees it: one project in which each cell is a module that imports the earlier ones. */
export class NotebookProject {
  readonly service: ts.LanguageService;
  private readonly cells = new Map<string, Cell>();
  private order: Cell[] = [];
  private folder = "";
  private numbered = 0;
  private nodeTypes = "";
  private columns: LanguageColumns["variables"] = [];

  constructor(
    private readonly resources: Resources,
    registry: ts.DocumentRegistry,
  ) {
    this.service = ts.createLanguageService(this.host(), registry);
  }

  update({ folder, cells }: LanguageNotebook): void {
    if (folder !== this.folder) this.moveTo(folder);
    const order = cells.map(({ cell: key, text }) => {
      const cell = this.cells.get(key) ?? this.newCell(key);
      if (text !== undefined) cell.text = text;
      return cell;
    });
    const kept = new Set(order);
    for (const [key, cell] of this.cells) if (!kept.has(cell)) this.cells.delete(key);
    this.order = order;
    this.surroundCells();
  }

  setColumns(variables: LanguageColumns["variables"]): void {
    this.columns = variables;
    this.surroundCells();
  }

  /** The cell with this key; undefined when it is not, or no longer, of the notebook. */
  cell(key: string): Cell | undefined {
    return this.cells.get(key);
  }

  cellOfFile(fileName: string): Cell | undefined {
    return this.order.find((cell) => cell.fileName === fileName);
  }

  cellOfModule(module: string): Cell | undefined {
    return this.order.find((cell) => cell.module === module);
  }

  get libraryFile(): string {
    return this.resources.library.replaceAll("\\", "/");
  }

  /** What earlier cells give to this one: of each name the latest declaration, without those it declares itself. */
  earlierBindings(cell: Cell): EarlierBinding[] {
    const names = this.namesBefore(cell);
    return [...names.values()].filter(({ name }) => !cell.bindings.has(name));
  }

  /** Whether a cell before this one declares the name. */
  declaresBefore(cell: Cell, name: string): boolean {
    return this.order.slice(0, this.order.indexOf(cell)).some(({ bindings }) => bindings.has(name));
  }

  /** Whether a cell after this one declares the name. */
  declaresAfter(cell: Cell, name: string): boolean {
    return this.order.slice(this.order.indexOf(cell) + 1).some(({ bindings }) => bindings.has(name));
  }

  dispose(): void {
    this.service.dispose();
  }

  private newCell(key: string): Cell {
    const name = `summnb-cell-${this.numbered++}`;
    const cell = new Cell(
      key,
      ts.sys.resolvePath(path.posix.join(this.folder, `${name}.ts`)),
      `./${name}.ts`,
    );
    this.cells.set(key, cell);
    return cell;
  }

  private moveTo(folder: string): void {
    this.folder = folder.replaceAll("\\", "/");
    this.cells.clear();
    this.nodeTypes = this.findNodeTypes();
  }

  /** The user's own types of Node, which may be of another version, come before ours. */
  private findNodeTypes(): string {
    const own = ts.resolveTypeReferenceDirective(
      "node",
      `${this.folder}/notebook.ts`,
      compilerOptions(this.resources),
      ts.sys,
    );
    return (
      own.resolvedTypeReferenceDirective?.resolvedFileName ?? path.join(this.resources.node, "index.d.ts")
    );
  }

  private surroundCells(): void {
    for (const cell of this.order)
      cell.surround(surroundings(cell.bindings.values(), this.earlierBindings(cell)));
  }

  private namesBefore(cell: Cell): Map<string, EarlierBinding> {
    const names = new Map<string, EarlierBinding>();
    for (const earlier of this.order.slice(0, this.order.indexOf(cell)))
      for (const binding of earlier.bindings.values())
        names.set(binding.name, {
          ...binding,
          module: earlier.module,
          columns: this.columnsOf(binding.name, earlier),
        });
    return names;
  }

  private columnsOf(name: string, cell: Cell): DatasetColumn[] | undefined {
    const known = this.columns.find((variable) => variable.name === name);
    return known?.cell === cell.key && known.text === cell.text ? known.columns : undefined;
  }

  private host(): ts.LanguageServiceHost {
    const helper = () => `${this.folder}/summnb-columns.d.ts`;
    const helperScript = ts.ScriptSnapshot.fromString(columnsDeclaration);
    const virtual = (file: string) => (file === helper() ? columnsDeclaration : this.cellOfFile(file)?.text);
    const options = compilerOptions(this.resources);
    const files = new FileTexts();
    return {
      getCompilationSettings: () => ({
        ...options,
        paths: { ...options.paths, [columnsModule]: [helper()] },
        // What reading a tsconfig.json would set; TypeScript names modules by it.
        pathsBasePath: this.folder,
      }),
      getScriptFileNames: () => [
        this.nodeTypes,
        this.libraryFile,
        ...this.order.map(({ fileName }) => fileName),
      ],
      getScriptVersion: (file) =>
        this.cellOfFile(file)?.version ?? (file === helper() ? "1" : files.version(file)),
      getScriptSnapshot: (file) =>
        this.cellOfFile(file)?.script ?? (file === helper() ? helperScript : files.snapshot(file)),
      getCurrentDirectory: () => this.folder,
      getDefaultLibFileName: (settings) =>
        path.posix.join(this.resources.lib.replaceAll("\\", "/"), ts.getDefaultLibFileName(settings)),
      fileExists: (file) => virtual(file) !== undefined || ts.sys.fileExists(file),
      readFile: (file) => virtual(file) ?? ts.sys.readFile(file),
      readDirectory: ts.sys.readDirectory,
      // An unsaved notebook's folder may not be there, and its cells are.
      directoryExists: (name) => name === this.folder || ts.sys.directoryExists(name),
      getDirectories: ts.sys.getDirectories,
      realpath: ts.sys.realpath,
      useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    };
  }
}

/** Files on the disk: those of the user are read again when they change, the declarations of packages never. */
class FileTexts {
  private readonly snapshots = new Map<string, { version: string; snapshot: ts.IScriptSnapshot }>();

  version(file: string): string {
    if (file.includes("/node_modules/") || file.endsWith(".d.ts")) return "1";
    return String(ts.sys.getModifiedTime?.(file)?.getTime() ?? 0);
  }

  snapshot(file: string): ts.IScriptSnapshot | undefined {
    const version = this.version(file);
    const known = this.snapshots.get(file);
    if (known?.version === version) return known.snapshot;
    const text = ts.sys.readFile(file);
    if (text === undefined) return undefined;
    const snapshot = ts.ScriptSnapshot.fromString(text);
    this.snapshots.set(file, { version, snapshot });
    return snapshot;
  }
}
