import { readFileSync } from "node:fs";
import { SummnbError } from "../../library/errors.js";
import { type Notebook, NotebookFormatError, parseNotebook } from "../../notebook/index.js";

/** The notebook in a file. @throws SummnbError with the file's name when it is no notebook */
export function readNotebook(file: string): Notebook {
  try {
    return parseNotebook(readFileSync(file));
  } catch (error) {
    if (error instanceof NotebookFormatError)
      throw new SummnbError(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}
