/** Names that compiled code of cells uses for what the kernel hands in; cells can't use them. */
export const cellNames = {
  /** Object that holds the notebook's variables. */
  variables: "__nb",
  /** The runtime: what `import()`, `await` and an interrupted loop call. */
  runtime: "__rt",
  /** Shared array whose element 0 is 1 while an interrupt is requested. */
  flag: "__flag",
} as const;
