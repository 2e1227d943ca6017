/** A file that is no nbformat 4 notebook. One sentence that says where it is wrong; nothing was written. */
export class NotebookFormatError extends Error {
  override readonly name = "NotebookFormatError";
}
