import type { Span } from "../python/ast.js";

/** Python that has no translation here. Its message says why, in words that end no sentence. */
export class Untranslated extends Error {
  constructor(
    reason: string,
    readonly at?: Span,
  ) {
    super(reason);
  }
}
