import { type Code, code } from "../code.js";
import { callMethod, callSymbol, callValue } from "../library/index.js";
import type { Call } from "../python/ast.js";
import { callFunction, definitionOf } from "./functions.js";
import { symbolPath } from "./iterables.js";
import type { Translator } from "./translator.js";

/** A call: of something imported or Python's own, of a function of the notebook, of a method, of a value. */
export function translateCall(t: Translator, node: Call): Code {
  const { callee } = node;
  const path = symbolPath(t, callee);
  if (path !== undefined) return callSymbol(t, path, node);
  if (callee.type === "name") {
    const found = t.find(callee.name);
    if (!found) return callSymbol(t, callee.name, node);
    if (found.kind.type === "function") {
      const definition = definitionOf(t, found.kind.id);
      if (definition) {
        const made = callFunction(t, node, definition, found.kind.id, found.name);
        if (found.missing !== undefined) t.fail(found.missing, callee);
        return made;
      }
    }
    if (found.missing !== undefined) t.fail(found.missing, callee);
    return callValue(t, code(found.name, found.kind), node);
  }
  if (callee.type === "attribute") return callMethod(t, callee, node);
  return callValue(t, t.expression(callee), node);
}
