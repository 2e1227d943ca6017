import { promptOf } from "../promptOf.js";
import type { PreprocessOptions } from "../tokenize.js";

/** How an input text is made of a document: the options of training and of inference alike. */
export type PromptOptions = Pick<PreprocessOptions, "sourcePrefix" | "promptTemplate">;

/** What stands for the document in a prompt. */
export const documentMark = "{document}";

/** A prompt with `{document}` in the document's place. */
export function promptText(options: PromptOptions): string {
  return promptOf(documentMark, options);
}
