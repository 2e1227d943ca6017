import { NotebookFormatError } from "../errors.js";
import type { Notebook } from "../model.js";
import { parseNotebook } from "../parse.js";

type JsonObject = Record<string, unknown>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * A Jupyter notebook of nbformat 3 or 4 without its outputs, which belong to another run, and with line feeds alone.
 * @throws NotebookFormatError for what is none, and for one of another language than Python
 */
export function readPythonNotebook(file: string | Uint8Array): Notebook {
  const text = typeof file === "string" ? file : new TextDecoder("utf-8").decode(file);
  const root = parse(text);
  const notebook = parseNotebook(
    JSON.stringify(isVersion3(root) ? fromVersion3(root) : withoutOutputs(root)),
  );
  const language = languageOf(notebook.metadata);
  if (language !== undefined && language !== "python")
    throw new NotebookFormatError(
      `The notebook is written in ${language}, and only notebooks in Python can be imported.`,
    );
  for (const cell of notebook.cells) {
    cell.source = cell.source.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
    delete cell.raw;
  }
  return notebook;
}

function parse(text: string): JsonObject {
  try {
    const root: unknown = JSON.parse(text.replace(/^\ufeff/, ""));
    if (isObject(root)) return root;
  } catch {
    // Said below, with the place.
  }
  if (text.trim() === "") throw new NotebookFormatError("The file is empty, so there is nothing to import.");
  parseNotebook(text);
  throw new NotebookFormatError("A notebook is a JSON object, and this file holds another value.");
}

const isVersion3 = ({ nbformat }: JsonObject) => nbformat === 3;

function withoutOutputs(root: JsonObject): JsonObject {
  const { cells } = root;
  if (!Array.isArray(cells)) return root;
  return { ...root, cells: cells.map((cell) => (isObject(cell) ? bare(cell) : cell)) };
}

function bare(cell: JsonObject): JsonObject {
  const { outputs: _outputs, execution_count: _count, ...rest } = cell;
  return { ...rest, metadata: isObject(cell.metadata) ? cell.metadata : {} };
}

/** nbformat 3 has worksheets of cells, and headings that are cells of their own. */
function fromVersion3(root: JsonObject): JsonObject {
  const sheets = Array.isArray(root.worksheets) ? root.worksheets.filter(isObject) : [];
  const cells = sheets.flatMap(({ cells: list }) => (Array.isArray(list) ? list.filter(isObject) : []));
  return {
    nbformat: 4,
    nbformat_minor: 4,
    metadata: isObject(root.metadata) ? root.metadata : {},
    cells: cells.map(cellOfVersion3),
  };
}

function cellOfVersion3(cell: JsonObject): JsonObject {
  const { cell_type: type, input, source, level } = cell;
  const text = (input ?? source ?? "") as string | string[];
  const whole = Array.isArray(text) ? text.join("") : String(text);
  const metadata = isObject(cell.metadata) ? cell.metadata : {};
  if (type === "heading")
    return { cell_type: "markdown", metadata, source: `${"#".repeat(Number(level) || 1)} ${whole}` };
  const known = type === "code" || type === "markdown" || type === "raw";
  return { cell_type: known ? type : "markdown", metadata, source: whole };
}

function languageOf(metadata: JsonObject): string | undefined {
  const { kernelspec, language_info: info } = metadata;
  const names = [
    isObject(kernelspec) ? kernelspec.language : undefined,
    isObject(info) ? info.name : undefined,
  ];
  const language = names.find((name): name is string => typeof name === "string");
  return language?.toLowerCase().startsWith("python") || language === "ipython"
    ? "python"
    : language?.toLowerCase();
}
