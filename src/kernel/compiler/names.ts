export { cellNames as names } from "../../library/source/cellNames.js";

/** Takes the traces of the rewriting out of an engine's message: `(0 , __nb.f) is not a function`. */
export function cleanMessage(message: string): string {
  return message
    .replace(/\(0 ?, ?__nb\.([\w$]+)\)/g, "$1")
    .replace(/\("[\w$]+" in __nb \? __nb\.([\w$]+) : [\w$]+\)/g, "$1")
    .replace(/\b__nb\./g, "");
}
