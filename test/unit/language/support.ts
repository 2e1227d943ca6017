/** A notebook as the language service knows it, whose folder is real, for tests that mark places with `‸`. */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { resourcesOf } from "../../../src/language/resources.js";
import { LanguageService } from "../../../src/language/service.js";
import { inRepository } from "../../e2e/support/repository.js";

/** One for all tests: it reads the declarations of Node and the library once. */
const service = new LanguageService(resourcesOf(inRepository()));
let opened = 0;

export class TestNotebook {
  readonly service = service;
  readonly name = `notebook-${opened++}`;
  /** Outside of the repository, so that nothing of its packages is found from there. */
  readonly folder = mkdtempSync(path.join(os.tmpdir(), "summnb-language-"));
  private texts: string[] = [];

  /** Replaces the cells; a `‸` in the last of them that has one is the place that questions are about. */
  cells(...texts: string[]): this {
    this.texts = texts;
    const cells = texts.map((text, index) => ({ cell: String(index), text: text.replace("‸", "") }));
    this.service.update({ notebook: this.name, folder: this.folder, cells });
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

  completions(): string[] {
    return this.service.completions(this.place).items.map(({ name }) => name);
  }

  hover(): string | undefined {
    return this.service.hover(this.place)?.code;
  }

  close(): void {
    this.service.close(this.name);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
