import type { AnyNode } from "acorn";
import { full } from "acorn-walk";
import type MagicString from "magic-string";
import { names } from "./names.js";

/**
 * A plain read, not `Atomics.load`: it costs 1.5 ns where the atomic call costs 40, and V8 reads the shared
 * array anew in every turn. Should it ever stop to, the kernel still terminates the execution from outside.
 */
const guard = `${names.flag}[0]&&${names.runtime}.stop();`;

/**
 * Makes code interruptible where it could run for ever: every turn of a loop asks for the flag, and every
 * `await` ends the work of a cell that was interrupted while it waited. So an interrupt is an ordinary
 * exception, and `finally` blocks and `using` run.
 */
export function addGuards(statements: readonly AnyNode[], code: MagicString): void {
  for (const statement of statements) guardStatement(statement, code);
}

function guardStatement(statement: AnyNode, code: MagicString): void {
  full(statement, (node) => {
    switch (node.type) {
      case "WhileStatement":
      case "DoWhileStatement":
      case "ForStatement":
      case "ForInStatement":
        guardLoop(node.body, code, guard);
        break;
      case "ForOfStatement":
        guardLoop(node.body, code, node.await ? `${names.runtime}.resume();${guard}` : guard);
        break;
      case "AwaitExpression":
        code.prependRight(node.start, `${names.runtime}.resume(`).appendLeft(node.end, ")");
        break;
    }
  });
}

function guardLoop(body: AnyNode, code: MagicString, text: string): void {
  if (body.type === "BlockStatement") code.appendLeft(body.start + 1, text);
  else code.prependRight(body.start, `{${text}`).appendLeft(body.end, "}");
}
