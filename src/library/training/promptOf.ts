import { SummnbError } from "../errors.js";

/** What stands around a document. */
export interface PromptParts {
  /** Put before every document, such as "summarize: ". */
  sourcePrefix?: string | undefined;
  /** Instead of a prefix: a text with {document} in it. */
  promptTemplate?: string | undefined;
}

/** The model's input text for a document. */
export function promptOf(document: string, { sourcePrefix = "", promptTemplate }: PromptParts): string {
  if (promptTemplate === undefined) return sourcePrefix + document;
  if (!promptTemplate.includes("{document}"))
    throw new SummnbError('promptTemplate must contain "{document}", where the document goes.');
  return promptTemplate.split("{document}").join(document);
}
