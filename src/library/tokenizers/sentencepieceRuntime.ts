import { createRequire } from "node:module";
import { SummnbError } from "../errors.js";

/** What `sentencepiece-js`, which has no types, offers and is used here. */
interface SentencePieceModule {
  SentencePieceProcessor: new () => {
    load(file: string): Promise<void>;
    encodeIds(text: string): number[];
  };
}

const require = createRequire(import.meta.url);

/** One loaded spiece.model: text to ids of pieces. */
export interface SentencePieceRuntime {
  encode(text: string): number[];
}

/**
 * The only file that knows `sentencepiece-js`, and where its faults end: it adds process listeners that
 * rethrow every error, and takes a file that is no model without a word and then encodes all to nothing.
 */
export async function loadSentencePiece(file: string): Promise<SentencePieceRuntime> {
  const { SentencePieceProcessor } = require("sentencepiece-js") as SentencePieceModule;
  const processor = new SentencePieceProcessor();
  const loading = withoutNewListeners(() => processor.load(file));
  await loading;
  if (processor.encodeIds("a").length === 0)
    throw new SummnbError(
      `${file} is not a SentencePiece model that can be used: replace it with a fresh copy.`,
    );
  return { encode: (text) => processor.encodeIds(text) };
}

const listenedEvents = ["uncaughtException", "unhandledRejection"] as const;

/** Runs `start` and removes the process listeners that its synchronous part added. */
function withoutNewListeners<T>(start: () => T): T {
  const listeners = () => listenedEvents.map((event) => process.rawListeners(event as "uncaughtException"));
  const before = listeners();
  const result = start();
  for (const [index, after] of listeners().entries()) {
    for (const listener of after) {
      if (!before[index]!.includes(listener))
        process.removeListener(listenedEvents[index]!, listener as (...values: unknown[]) => void);
    }
  }
  return result;
}
