import { SummnbError } from "../library/errors.js";
import type { Tokenizer } from "../library/tokenizers/index.js";
import { allLines, inputName } from "./lines.js";

/** A source to summarize: a text, or token ids as they are. */
export type Source = { document: string } | { inputIds: number[] };

/**
 * Reads sources: one document a line, or JSON lines with `document` or `input_ids`. The first line decides.
 * Throws a SummnbError that names the broken line, or says that there is none.
 */
export async function readSources(file: string): Promise<Source[]> {
  const lines = await allLines(file);
  if (lines.length === 0)
    throw new SummnbError(
      `There is nothing to summarize: ${inputName(file)} is empty. Give one document a line.`,
    );
  if (!parseSource(lines[0]!)) return lines.map((document) => ({ document }));
  return lines.flatMap((line, index) => {
    if (line.trim() === "") return [];
    const source = parseSource(line);
    if (source) return [source];
    throw new SummnbError(
      `Line ${index + 1} of ${inputName(file)} is no JSON object with a "document" or "input_ids", as the first line is.`,
    );
  });
}

function parseSource(line: string): Source | undefined {
  if (!line.trimStart().startsWith("{")) return undefined;
  let value: { document?: unknown; input_ids?: unknown };
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { document, input_ids: ids } = value;
  if (Array.isArray(ids) && ids.length > 0 && ids.every((id) => Number.isSafeInteger(id) && id >= 0))
    return { inputIds: ids as number[] };
  return typeof document === "string" ? { document } : undefined;
}

/** Token ids of sources, documents with their prefix and cut to `limit`; `cut` counts those that were longer. */
export async function tokenizeSources(
  sources: readonly Source[],
  tokenizer: Tokenizer,
  { prefix, limit }: { prefix: string; limit: number },
): Promise<{ ids: number[][]; cut: number }> {
  const texts = sources.map((source) => ("document" in source ? prefix + source.document : ""));
  const whole = await tokenizer.encodeBatch(texts, { truncation: false });
  const fitting = await tokenizer.encodeBatch(texts, { maxLength: limit, truncation: true });
  const cut = whole.filter((ids, index) => ids.length > fitting[index]!.length).length;
  return {
    ids: sources.map((source, index) => ("inputIds" in source ? source.inputIds : fitting[index]!)),
    cut,
  };
}
