import { SummnbError } from "../../library/errors.js";
import type { SummarizationOptions, SummarizationPipeline } from "../../library/pipeline/index.js";
import { parseRequest, type Reply } from "./lines.js";

/** Options that no line can carry. */
const notFromLines = new Set(["signal", "onProgress", "logitsProcessors", "generationConfig"]);

/** Answers lines with summaries, one request after the other; a cancelled one ends at its next token. */
export class SummaryServer {
  readonly #waiting = new Map<number | string, AbortController>();
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly summarize: SummarizationPipeline,
    private readonly reply: (reply: Reply) => void,
  ) {}

  /** Takes a line; its replies come later. */
  take(line: string): void {
    const request = parseRequest(line);
    if ("problem" in request) this.reply({ error: request.problem });
    else if ("cancel" in request) this.#waiting.get(request.cancel)?.abort();
    else if (this.#waiting.has(request.id))
      this.reply({ error: `There is a request ${request.id} already; give every one an id of its own.` });
    else {
      const controller = new AbortController();
      this.#waiting.set(request.id, controller);
      const options = Object.entries(request.options ?? {}).filter(([name]) => !notFromLines.has(name));
      this.#last = this.#last
        .then(() => this.#answer(request.id, request.text, Object.fromEntries(options), controller.signal))
        .finally(() => this.#waiting.delete(request.id));
    }
  }

  async #answer(
    id: number | string,
    text: string,
    options: SummarizationOptions,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      let summary = "";
      for await (const delta of this.summarize.stream(text, { ...options, signal })) {
        this.reply({ id, delta });
        summary += delta;
      }
      this.reply({ id, done: true, summary });
    } catch (error) {
      if (signal.aborted) this.reply({ id, error: "Cancelled.", cancelled: true });
      else this.reply({ id, error: error instanceof SummnbError ? error.message : String(error) });
    }
  }

  /** Waits until all requests are answered. */
  async finish(): Promise<void> {
    await this.#last;
  }

  /** Gives up all requests. */
  cancelAll(): void {
    for (const controller of this.#waiting.values()) controller.abort();
  }
}
