/** The expression under the pointer: an identifier with the members before it, such as `model.config`. */

export interface HoveredExpression {
  text: string;
  /** Column of its first character, and of the one after its last; from 0. */
  start: number;
  end: number;
}

const chain =
  /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*(?:\.[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*)*/gu;

/** Words that are never a value; asking the kernel for them is a waste. */
const keywords = new Set(
  (
    "abstract as async await break case catch class const continue debugger declare default delete do else enum " +
    "export extends false finally for from function get if implements import in instanceof interface let " +
    "namespace new null of private protected public readonly return set static super switch this throw true " +
    "try type typeof undefined using var void while with yield"
  ).split(" "),
);

/**
 * In `trainer.state.loss` a pointer on `state` gives `trainer.state`. Text in strings and comments is
 * not told apart: nothing in the kernel bears such a name, or it does and its figures do no harm.
 */
export function expressionAt(line: string, column: number): HoveredExpression | undefined {
  for (const match of line.matchAll(chain)) {
    const start = match.index;
    if (column < start || column > start + match[0].length) continue;
    const rest = match[0].slice(column - start);
    const end = column + rest.search(/\.|$/);
    const text = line.slice(start, end);
    const isMember = start > 0 && line[start - 1] === ".";
    return isMember || keywords.has(text) ? undefined : { text, start, end };
  }
  return undefined;
}
