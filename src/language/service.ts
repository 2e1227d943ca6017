import ts from "typescript";
import type {
  LanguageColumns,
  LanguageCompletionDetails,
  LanguageCompletions,
  LanguageDatasets,
  LanguageDefinition,
  LanguageDiagnostic,
  LanguageHover,
  LanguageNotebook,
  LanguagePlace,
  LanguageSignatures,
} from "../protocol/index.js";
import type { Cell } from "./cell.js";
import { completionDetails, completionsAt, noCompletions } from "./completions.js";
import { datasetsOf } from "./datasets.js";
import { definitionsAt } from "./definitions.js";
import { diagnosticsOf } from "./diagnostics.js";
import { hoverAt } from "./hover.js";
import { NotebookProject } from "./project.js";
import type { Resources } from "./resources.js";
import { signaturesAt } from "./signatures.js";

/**
 * What an editor asks about the cells of notebooks, answered by TypeScript's language service. A cell or notebook
 * that is not known (any more) gives an empty answer.
 */
export class LanguageService {
  private readonly projects = new Map<string, NotebookProject>();
  /** Shared, so that the declarations of libraries are parsed once for all notebooks. */
  private readonly registry = ts.createDocumentRegistry(ts.sys.useCaseSensitiveFileNames);

  constructor(private readonly resources: Resources) {}

  update(notebook: LanguageNotebook): void {
    this.project(notebook.notebook).update(notebook);
  }

  setColumns({ notebook, variables }: LanguageColumns): void {
    this.project(notebook).setColumns(variables);
  }

  close(notebook: string): void {
    this.projects.get(notebook)?.dispose();
    this.projects.delete(notebook);
  }

  diagnostics(place: Omit<LanguagePlace, "offset">): LanguageDiagnostic[] {
    return this.inCell(place, diagnosticsOf) ?? [];
  }

  completions(place: LanguagePlace & { trigger?: string }): LanguageCompletions {
    const found = this.inCell(place, (project, cell) =>
      completionsAt(project, cell, place.offset, place.trigger),
    );
    return found ?? noCompletions;
  }

  completionDetails(
    place: LanguagePlace & { name: string; from?: string },
  ): LanguageCompletionDetails | undefined {
    return this.inCell(place, (project, cell) =>
      completionDetails(project, cell, place.offset, place.name, place.from),
    );
  }

  hover(place: LanguagePlace): LanguageHover | undefined {
    return this.inCell(place, (project, cell) => hoverAt(project, cell, place.offset));
  }

  signatures(place: LanguagePlace): LanguageSignatures | undefined {
    return this.inCell(place, (project, cell) => signaturesAt(project, cell, place.offset));
  }

  definitions(place: LanguagePlace): LanguageDefinition[] {
    return this.inCell(place, (project, cell) => definitionsAt(project, cell, place.offset)) ?? [];
  }

  datasets(place: Omit<LanguagePlace, "offset">): LanguageDatasets {
    return this.inCell(place, datasetsOf) ?? [];
  }

  private project(notebook: string): NotebookProject {
    const project = this.projects.get(notebook) ?? new NotebookProject(this.resources, this.registry);
    this.projects.set(notebook, project);
    return project;
  }

  private inCell<T>(
    { notebook, cell: key }: Omit<LanguagePlace, "offset">,
    answer: (project: NotebookProject, cell: Cell) => T,
  ): T | undefined {
    const project = this.projects.get(notebook);
    const cell = project?.cell(key);
    return project && cell && answer(project, cell);
  }
}
