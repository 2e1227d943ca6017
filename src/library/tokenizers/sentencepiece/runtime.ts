import { createRequire } from "node:module";
import { SummnbError } from "../../errors.js";
import { joinBytePieces } from "./bytes.js";

/** What `sentencepiece-js`, which has no types, offers and is used here. */
interface SentencePieceModule {
  SentencePieceProcessor: new () => {
    load(file: string): Promise<void>;
    encodeIds(text: string): number[];
    encodePieces(text: string): string[];
  };
}

const require = createRequire(import.meta.url);

/** One loaded spiece.model. */
export interface SentencePieceRuntime {
  /** Text after the model's normalization, with `▁` for spaces. */
  normalize(text: string): string;
  /** Ids of pieces. Where two segmentations are equally likely, not always those of newer SentencePieces. */
  encode(text: string): number[];
  /** The pieces of `encode`; unknown ones as the text has them. */
  pieces(text: string): string[];
}

/**
 * The only file that knows `sentencepiece-js`, and where its faults end: it adds process listeners that
 * rethrow every error, and takes a file that is no model without a word and then encodes all to nothing.
 */
export async function loadSentencePiece(file: string): Promise<SentencePieceRuntime> {
  const { SentencePieceProcessor } = require("sentencepiece-js") as SentencePieceModule;
  const processor = new SentencePieceProcessor();
  try {
    await processor.load(file);
  } finally {
    removeRethrowingListeners();
  }
  if (processor.encodeIds("a").length === 0)
    throw new SummnbError(
      `${file} is not a SentencePiece model that can be used: replace it with a fresh copy.`,
    );
  return {
    normalize: (text) => joinBytePieces(processor.encodePieces(text)).join(""),
    encode: (text) => processor.encodeIds(text),
    pieces: (text) => processor.encodePieces(text),
  };
}

/**
 * Source text of the listeners, by event. They are known by it and not by when they came, because
 * loading is asynchronous and other code may add listeners of its own meanwhile.
 */
const rethrowingListeners = {
  uncaughtException: "function(ex){if(!(ex instanceof ExitStatus)){throw ex}}",
  unhandledRejection: "function(reason){throw reason}",
};

function removeRethrowingListeners(): void {
  for (const [event, source] of Object.entries(rethrowingListeners)) {
    for (const listener of process.listeners(event as "uncaughtException"))
      if (String(listener) === source) process.removeListener(event, listener);
  }
}
