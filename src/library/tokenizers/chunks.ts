import { throwIfInterrupted } from "../interrupt.js";

/** Texts and characters that one call into a backend takes at most: bounds how long its answer holds this thread. */
const mostTexts = 128;
const mostCharacters = 200_000;
/** While one answer is taken apart on this thread, the next is already in work. */
const inFlight = 2;

interface Chunk {
  start: number;
  texts: string[];
}

function* chunksOf(texts: readonly string[]): Generator<Chunk> {
  for (let start = 0; start < texts.length; ) {
    let end = start;
    for (let characters = 0; end < texts.length && end - start < mostTexts; end++) {
      characters += texts[end]!.length;
      if (characters > mostCharacters && end > start) break;
    }
    yield { start, texts: texts.slice(start, end) };
    start = end;
  }
}

/** The results of `work` for all texts in their order, a chunk at a time, so that the event loop stays free. */
export async function inChunks<T>(
  texts: readonly string[],
  work: (texts: string[]) => Promise<T[]>,
): Promise<T[]> {
  const results = new Array<T>(texts.length);
  const chunks = chunksOf(texts);
  const run = async () => {
    for (const chunk of chunks) {
      throwIfInterrupted();
      const values = await work(chunk.texts);
      for (const [index, value] of values.entries()) results[chunk.start + index] = value;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, run));
  return results;
}
