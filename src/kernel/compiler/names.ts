/** Names that compiled code uses for what the kernel hands in; cells can't use them. */
export const names = {
  /** Object that holds the notebook's variables. */
  variables: "__nb",
  /** The CellRuntime. */
  runtime: "__rt",
  /** Shared array whose element 0 is 1 while an interrupt is requested. */
  flag: "__flag",
} as const;

/** Takes the traces of the rewriting out of an engine's message: `(0 , __nb.f) is not a function`. */
export function cleanMessage(message: string): string {
  return message
    .replace(/\(0 ?, ?__nb\.([\w$]+)\)/g, "$1")
    .replace(/\("[\w$]+" in __nb \? __nb\.([\w$]+) : [\w$]+\)/g, "$1")
    .replace(/\b__nb\./g, "");
}
