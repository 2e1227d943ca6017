/** A notebook as a Jupyter file: for GitHub, nbviewer and JupyterLab, and for "Import Jupyter Notebook" to read back. */
import { defaultMetadata, minorWithIds, type Notebook } from "./model.js";
import { serializeNotebook } from "./serialize.js";

/**
 * The text of an `.ipynb` file in nbformat 4.5. Outputs keep all their forms: a reader that lacks summnb's renderers
 * shows their `text/html` or `text/plain`. Kernel and language are named even where the notebook does not say them,
 * because Jupyter takes a notebook without them for Python.
 */
export function notebookToIpynb({ cells, metadata, nbformatMinor }: Notebook): string {
  return serializeNotebook({
    // Without the text that was read, so that everything is written in nbformat's own style.
    cells: cells.map(({ raw: _, ...cell }) => cell),
    metadata: { ...metadata, ...missing(metadata) },
    nbformatMinor: Math.max(nbformatMinor, minorWithIds),
  });
}

function missing(metadata: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(defaultMetadata()).filter(([key]) => metadata[key] === undefined));
}
