import { defaultEndpoint, type HubSettings } from "./environment.js";
import { HubError } from "./errors.js";
import { explainAnswer, explainFailure, isNobodyThere, type Subject } from "./explain.js";
import { askedWait, PassingFailure, passingStatuses, withRetries } from "./retry.js";

/** A request of which only the headers have come. */
export interface RawAnswer {
  response: Response;
  /** Ends the request. */
  abort: (reason?: unknown) => void;
}

/** Asks the Hub: with the token where it belongs, within time limits, and again where a failure may pass. */
export class HubClient {
  constructor(
    readonly settings: HubSettings,
    /** Aborted when the user interrupts. */
    readonly signal: AbortSignal,
  ) {}

  /**
   * One request. Redirects are followed; `fetch` sends the token on only to the same host.
   * @throws PassingFailure or HubError when the answer is no success
   */
  async request(input: string, subject: Subject, init: RequestInit = {}): Promise<RawAnswer> {
    const { settings } = this;
    const url = this.#ownUrl(input);
    const headers = new Headers(init.headers);
    headers.set("User-Agent", "summnb");
    if (settings.token && url.startsWith(`${settings.endpoint}/`))
      headers.set("Authorization", `Bearer ${settings.token.value}`);
    const abort = new AbortController();
    const late = setTimeout(() => abort.abort(new DOMException("", "TimeoutError")), settings.answerTimeout);
    const signal = AbortSignal.any([this.signal, abort.signal]);
    let response: Response;
    try {
      response = await fetch(url, { ...init, headers, signal });
    } catch (error) {
      this.signal.throwIfAborted();
      throw this.lost(error, subject);
    } finally {
      clearTimeout(late);
    }
    if (response.ok || (response.status === 416 && headers.has("Range")))
      return { response, abort: (reason) => abort.abort(reason) };
    abort.abort();
    const error = explainAnswer(response, subject, settings);
    throw passingStatuses.includes(response.status)
      ? new PassingFailure(error, { wait: askedWait(response.headers) })
      : error;
  }

  /** The failure of a connection that was not made or broke off. */
  lost(error: unknown, subject?: Subject): PassingFailure {
    const options = isNobodyThere(error) ? { attempts: 2 } : {};
    return new PassingFailure(explainFailure(error, this.settings, subject), options);
  }

  /** `fetch` for @huggingface/hub's functions, whose answers are small JSON: whole, checked, or an error. */
  fetchFor(subject: Subject): typeof fetch {
    return (input, init = {}) =>
      withRetries(this.settings.retry, this.signal, async () => {
        const { response, abort } = await this.request(String(input), subject, init);
        const late = setTimeout(
          () => abort(new DOMException("", "TimeoutError")),
          this.settings.stallTimeout,
        );
        const text = await response
          .text()
          .catch((error) => {
            this.signal.throwIfAborted();
            throw this.lost(error);
          })
          .finally(() => clearTimeout(late));
        this.#checkJson(text);
        const { status, headers } = response;
        return new Response(text, { status, headers: kept(headers) });
      });
  }

  /** A proxy's login page, or an answer that was cut short. */
  #checkJson(text: string): void {
    try {
      JSON.parse(text);
    } catch {
      throw new PassingFailure(
        new HubError(
          "notAHub",
          `What answers at ${this.settings.endpoint} does not answer as a Hub does, or its answer was cut short: check HF_ENDPOINT and whether a proxy asks for a login.`,
        ),
        { attempts: 2 },
      );
    }
  }

  /** A mirror's answers may name the original Hub. */
  #ownUrl(url: string): string {
    return url.startsWith(`${defaultEndpoint}/`)
      ? this.settings.endpoint + url.slice(defaultEndpoint.length)
      : url;
  }
}

/** The headers of an answer whose body is decoded. */
function kept(headers: Headers): Headers {
  const copy = new Headers(headers);
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) copy.delete(name);
  return copy;
}
