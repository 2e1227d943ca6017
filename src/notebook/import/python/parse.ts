import type { SyntaxNode, Tree } from "@lezer/common";
import { parser } from "@lezer/python";
import type { Comment, Program } from "./ast.js";
import { childrenOf, UnknownSyntax } from "./nodes.js";
import { StatementReader } from "./statements.js";

/** A cell that is not Python: the first place where it is not. */
export class PythonSyntaxError extends Error {
  override readonly name = "PythonSyntaxError";

  constructor(
    /** Offset in the cell. */
    readonly at: number,
    /** Counted from 1. */
    readonly line: number,
  ) {
    super(`This cell is not Python that can be read: see its line ${line}.`);
  }
}

/**
 * Reads Python.
 * @throws PythonSyntaxError where it is none, or has a form that this reader does not know
 */
export function parsePython(source: string): Program {
  const tree = parser.parse(source);
  const lineAt = (at: number) => source.slice(0, at).split("\n").length;
  const broken = firstError(tree);
  if (broken !== undefined) throw new PythonSyntaxError(broken, lineAt(broken));
  try {
    const statements = new StatementReader(source).block(childrenOf(tree.topNode));
    return { source, statements, comments: commentsOf(tree, source) };
  } catch (error) {
    if (!(error instanceof UnknownSyntax)) throw error;
    throw new PythonSyntaxError(error.node.from, lineAt(error.node.from));
  }
}

/** `x = yield` is right, though lezer misses a value there. */
const isBareYield = (node: SyntaxNode) => node.parent?.name === "YieldExpression";

function firstError(tree: Tree): number | undefined {
  let first: number | undefined;
  tree.iterate({
    enter({ type, from, node }) {
      if (type.isError && first === undefined && !isBareYield(node)) first = from;
    },
  });
  return first;
}

/** Without the space after the sign; what was indented stays so. */
const commentText = (text: string) => (text.startsWith(" ") ? text.slice(1) : text).trimEnd();

function commentsOf(tree: Tree, source: string): Comment[] {
  const comments: Comment[] = [];
  tree.iterate({
    enter({ name, from, to }) {
      if (name === "Comment") comments.push({ from, to, text: commentText(source.slice(from + 1, to)) });
    },
  });
  return comments;
}
