import { writeFile } from "node:fs/promises";

/** A notebook of these cells: text that begins with "#" is markdown, all other text code. */
export async function writeNotebook(file: string, ...sources: string[]): Promise<string> {
  const cells = sources.map((source, index) => {
    const common = { id: `cell-${index}`, metadata: {}, source: source.split(/(?<=\n)/) };
    return source.startsWith("#")
      ? { cell_type: "markdown", ...common }
      : { cell_type: "code", execution_count: null, ...common, outputs: [] };
  });
  const kernelspec = { display_name: "summnb (TypeScript)", language: "typescript", name: "summnb" };
  const notebook = { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
  await writeFile(file, `${JSON.stringify(notebook, null, 1)}\n`);
  return file;
}
