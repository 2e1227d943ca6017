/** A language service over a notebook whose folder is real, for tests that mark places with `‸`. */
import path from "node:path";
import { resourcesOf } from "../../../src/language/resources.js";
import { LanguageService } from "../../../src/language/service.js";
import { inRepository } from "../../e2e/support/repository.js";

export const notebook = "notebook";

/** Where notebooks of these tests are said to be. */
export const folder = inRepository("test/unit/language/fixtures");

export class TestNotebook {
  readonly service: LanguageService;
  private texts: string[] = [];

  constructor(
    service = new LanguageService(resourcesOf(inRepository())),
    readonly name = notebook,
  ) {
    this.service = service;
  }

  /** Replaces the cells; a `‸` in the last of them that has one is the place that questions are about. */
  cells(...texts: string[]): this {
    this.texts = texts;
    const cells = texts.map((text, index) => ({ cell: String(index), text: text.replace("‸", "") }));
    this.service.update({ notebook: this.name, folder, cells });
    return this;
  }

  get place(): { notebook: string; cell: string; offset: number } {
    const cell = this.texts.findLastIndex((text) => text.includes("‸"));
    return { notebook: this.name, cell: String(cell), offset: this.texts[cell]!.indexOf("‸") };
  }

  /** Messages of a cell, each with the text that it marks. */
  faults(cell: number): string[] {
    const text = this.texts[cell]!.replace("‸", "");
    return this.service
      .diagnostics({ notebook: this.name, cell: String(cell) })
      .map(({ start, end, message, severity }) => `${severity} [${text.slice(start, end)}] ${message}`);
  }

  completionNames(): string[] {
    return this.service.completions(this.place).items.map(({ name }) => name);
  }

  hoverCode(): string | undefined {
    return this.service.hover(this.place)?.code;
  }
}

export function relative(file: string): string {
  return path.relative(folder, file).replaceAll("\\", "/");
}
