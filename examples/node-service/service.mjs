// A small HTTP service that summarizes, on node:http and a model that was exported to ONNX.
//
//   POST /summaries         {"text": "…", "options": {…}}  →  {"summary": "…", "parts": 1, "milliseconds": 12}
//   POST /summaries/stream  the same, answered with lines {"delta": "…"} and at last {"done": true}
//   GET  /health            200 while the service takes requests, 503 while it ends
//
// Requests wait in a queue of limited length: who finds it full is told to come again, so that a burst makes nobody
// wait for minutes. A client that goes away, and one that takes too long, ends its work in the model.
import { createServer } from "node:http";

/** What a client may ask for; all else, such as a search of a hundred beams, is the service's to decide. */
const allowedOptions = new Set(["maxNewTokens", "minNewTokens", "numBeams", "longDocuments", "combine"]);
const mostBeams = 8;
const mostNewTokens = 512;

export const defaultLimits = {
  /** Bytes of a request. */
  bodyBytes: 256 * 1024,
  /** Summaries that are made at a time; the model itself makes them one after the other. */
  concurrency: 2,
  /** Requests that wait beside those. */
  queue: 32,
  /** Milliseconds for a summary, its wait included. */
  timeout: 60_000,
};

/** An answer that is not a summary. */
class Refusal extends Error {
  constructor(status, message, headers = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** So many at a time, and so many that wait. */
class Gate {
  #running = 0;
  #waiting = [];

  constructor(concurrency, queue) {
    this.concurrency = concurrency;
    this.queue = queue;
  }

  get load() {
    return { running: this.#running, waiting: this.#waiting.length };
  }

  /** Waits for a place; gives what leaves it. */
  async enter(signal) {
    if (this.#running >= this.concurrency) {
      if (this.#waiting.length >= this.queue)
        throw new Refusal(429, "The service is busy; try again in a few seconds.", { "retry-after": "5" });
      await new Promise((resolve, reject) => {
        const place = { resolve, reject };
        this.#waiting.push(place);
        signal.addEventListener("abort", () => {
          this.#waiting = this.#waiting.filter((other) => other !== place);
          reject(signal.reason);
        });
      });
    } else this.#running++;
    return () => {
      const next = this.#waiting.shift();
      if (next) next.resolve();
      else this.#running--;
    };
  }
}

async function readBody(request, limit) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > limit)
      throw new Refusal(413, `A request has at most ${limit} bytes.`, { connection: "close" });
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch {
    throw new Refusal(400, "The body is no valid JSON.");
  }
}

/** The text and the options of a request's body. */
function checked(body) {
  const { text, options = {} } = body ?? {};
  if (typeof text !== "string" || text.trim() === "") throw new Refusal(400, 'The body needs a "text".');
  if (typeof options !== "object" || options === null) throw new Refusal(400, '"options" must be an object.');
  for (const name of Object.keys(options))
    if (!allowedOptions.has(name))
      throw new Refusal(400, `There is no option "${name}"; there are ${[...allowedOptions].join(", ")}.`);
  if ((options.numBeams ?? 1) > mostBeams) throw new Refusal(400, `numBeams is at most ${mostBeams}.`);
  if ((options.maxNewTokens ?? 1) > mostNewTokens)
    throw new Refusal(400, `maxNewTokens is at most ${mostNewTokens}.`);
  return { text, options };
}

function send(response, status, value, headers = {}) {
  if (response.headersSent || response.destroyed) return response.end();
  const body = JSON.stringify(value);
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(`${body}\n`);
}

/**
 * Makes the service around a pipeline.
 * @param summarize what `pipeline("summarization", …)` of summnb gives
 * @returns `server`, to listen, and `close`, which lets running requests end and takes no new ones
 */
export function createService(summarize, limits = {}) {
  const { bodyBytes, concurrency, queue, timeout } = { ...defaultLimits, ...limits };
  const gate = new Gate(concurrency, queue);
  const counts = { served: 0, refused: 0, failed: 0 };
  let isEnding = false;

  async function whole({ text, options }, signal, response) {
    const start = performance.now();
    const [{ summaryText, parts }] = await summarize(text, { ...options, signal });
    send(response, 200, { summary: summaryText, parts, milliseconds: Math.round(performance.now() - start) });
  }

  async function streamed({ text, options }, signal, response) {
    for await (const delta of summarize.stream(text, { ...options, signal })) {
      if (!response.headersSent) response.writeHead(200, { "content-type": "application/x-ndjson" });
      response.write(`${JSON.stringify({ delta })}\n`);
    }
    response.end(`${JSON.stringify({ done: true })}\n`);
  }

  const answers = { "/summaries": whole, "/summaries/stream": streamed };

  async function answer(request, response, signal) {
    if (isEnding) throw new Refusal(503, "The service is ending.", { connection: "close" });
    const make = answers[new URL(request.url, "http://service").pathname];
    if (!make) throw new Refusal(404, "There is nothing here; see GET /health and POST /summaries.");
    if (request.method !== "POST") throw new Refusal(405, "Use POST.", { allow: "POST" });
    const asked = checked(await readBody(request, bodyBytes));
    const leave = await gate.enter(signal);
    try {
      await make(asked, signal, response);
      counts.served++;
    } finally {
      leave();
    }
  }

  function fail(error, response, signal) {
    if (error instanceof Refusal) {
      counts.refused++;
      return send(response, error.status, { error: error.message }, error.headers);
    }
    // The client has gone: nobody reads an answer.
    if (response.destroyed) return;
    counts.failed++;
    const isLate = signal.aborted && signal.reason?.name === "TimeoutError";
    if (response.headersSent) return response.end(`${JSON.stringify({ error: error.message })}\n`);
    if (isLate) send(response, 504, { error: `There was no summary within ${timeout / 1000} s.` });
    else send(response, error.name === "SummnbError" ? 422 : 500, { error: error.message });
  }

  const server = createServer(async (request, response) => {
    if (request.method === "GET" && request.url === "/health")
      return send(response, isEnding ? 503 : 200, {
        status: isEnding ? "ending" : "ready",
        model: summarize.model.name,
        ...gate.load,
        ...counts,
      });
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(timeout)]);
    try {
      await answer(request, response, signal);
    } catch (error) {
      fail(error, response, signal);
    }
  });
  // A body that comes drop by drop holds no connection for long.
  server.requestTimeout = Math.min(timeout, 30_000);

  async function close() {
    isEnding = true;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await closed;
  }

  return { server, close };
}
