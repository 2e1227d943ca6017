import { SummnbError } from "../errors.js";
import { generate, stream } from "../generation/generate.js";
import type { GenerationModel } from "../generation/model.js";
import { decodeStream } from "../generation/textStream.js";
import type { Tokenizer } from "../tokenizers/index.js";
import { type Settings, type SummarizationOptions, settingsOf } from "./options.js";
import { splitDocument } from "./splitting.js";

export interface SummarizationResult {
  summaryText: string;
  /** Parts that the document was read in: 1 where it fitted. */
  parts: number;
}

/** A model and its tokenizer as a function from texts to summaries. */
export class Summarizer {
  constructor(
    readonly model: GenerationModel,
    readonly tokenizer: Tokenizer,
    private readonly defaults: SummarizationOptions = {},
  ) {}

  #settings(options: SummarizationOptions): Settings {
    return settingsOf({ ...this.defaults, ...options }, this.model, this.tokenizer);
  }

  /** The parts of a document that are read one by one. */
  async #parts(document: string, settings: Settings): Promise<string[]> {
    const { prompt, limit, longDocuments } = settings;
    const [whole, empty] = await this.tokenizer.encodeBatch([prompt(document), prompt("")], {
      truncation: false,
    });
    if (whole!.length <= limit || longDocuments === "truncate") return [document];
    if (longDocuments === "refuse")
      throw new SummnbError(
        `The document has ${whole!.length} tokens and the model reads ${limit}; set longDocuments to "split" or "truncate".`,
      );
    const room = limit - empty!.length;
    if (room < 8)
      throw new SummnbError(
        `maxSourceLength ${limit} leaves no room for a document beside the prompt's ${empty!.length} tokens; give more.`,
      );
    return splitDocument(document, room, this.tokenizer);
  }

  #encode(parts: readonly string[], { prompt, limit }: Settings) {
    return this.tokenizer.encodeBatch(parts.map(prompt), { maxLength: limit, truncation: true });
  }

  /** One summary for every text. Parts of all of them share batches. */
  async summarize(
    texts: readonly string[],
    options: SummarizationOptions = {},
  ): Promise<SummarizationResult[]> {
    checkTexts(texts);
    const settings = this.#settings(options);
    const parts = await Promise.all(texts.map((text) => this.#parts(text, settings)));
    const sources = await this.#encode(parts.flat(), settings);
    const ids = await generate(this.model, sources, { ...settings.search, onProgress: settings.onProgress });
    const pieces = (await this.tokenizer.decodeBatch(ids, { skipSpecialTokens: true })).map((text) =>
      text.trim(),
    );
    const results = parts.map((own) => ({
      summaryText: pieces.splice(0, own.length).join(settings.separator),
      parts: own.length,
    }));
    if (settings.combine === "summarize") await this.#again(results, options);
    return results;
  }

  /** Summarizes what was joined of several parts once more; what is still too long is split again. */
  async #again(results: SummarizationResult[], options: SummarizationOptions): Promise<void> {
    const joined = results.filter(({ parts }) => parts > 1);
    if (joined.length === 0) return;
    const shorter = await this.summarize(
      joined.map(({ summaryText }) => summaryText),
      { ...options, combine: "join" },
    );
    for (const [index, result] of joined.entries()) result.summaryText = shorter[index]!.summaryText;
  }

  /**
   * The summary of one text, piece by piece as it is generated; a long text's parts one after the other. With beams,
   * of which no word is sure before the end, or a second pass over the parts, it comes as one piece.
   */
  async *stream(text: string, options: SummarizationOptions = {}): AsyncGenerator<string> {
    checkTexts([text]);
    const given = { ...this.defaults, ...options };
    const settings = this.#settings(options);
    const parts = await this.#parts(text, settings);
    if ((given.numBeams ?? 1) > 1 || (parts.length > 1 && settings.combine === "summarize")) {
      const [result] = await this.summarize([text], options);
      yield result!.summaryText;
      return;
    }
    const sources = await this.#encode(parts, settings);
    for (const [index, source] of sources.entries()) {
      const ids = stream(this.model, source, { ...settings.search, numBeams: 1, numReturnSequences: 1 });
      let isFirst = true;
      for await (const piece of decodeStream(ids, this.tokenizer)) {
        const text = isFirst ? piece.trimStart() : piece;
        if (text === "") continue;
        if (isFirst && index > 0) yield settings.separator;
        isFirst = false;
        yield text;
      }
      settings.onProgress?.(index + 1, sources.length);
    }
  }
}

function checkTexts(texts: readonly unknown[]): void {
  const wrong = texts.findIndex((text) => typeof text !== "string" || text.trim() === "");
  if (wrong < 0) return;
  const what = typeof texts[wrong] === "string" ? "is empty" : `is ${typeof texts[wrong]}, not a text`;
  throw new SummnbError(`Document ${wrong} ${what}; there is nothing to summarize.`);
}
