/** Rows under a header, aligned: the first columns, which hold words, to the left, figures to the right. */
export function alignedTable(header: readonly string[], rows: readonly string[][], words: number): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          column < words ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
        )
        .join("  "),
    )
    .join("\n");
}

export const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
