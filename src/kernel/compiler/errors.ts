/** Where in a cell or a module: both counted from 1. */
export interface SourcePosition {
  line: number;
  column: number;
}

/** Code that can't run as it is written. */
export class CellSyntaxError extends SyntaxError {
  override readonly name = "SyntaxError";

  constructor(
    message: string,
    /** Undefined when the fault has no one place. */
    readonly position?: SourcePosition,
    /** The line of code that is at fault. */
    readonly lineText?: string,
  ) {
    super(message);
  }
}
