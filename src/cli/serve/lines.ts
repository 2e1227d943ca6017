/** What goes over stdin and stdout of `summnb serve-summaries --stdio`, one JSON value a line. */

/** Summarize a text, or give up the request of an id. */
export type Request =
  | { id: number | string; text: string; options?: Record<string, unknown> }
  | { cancel: number | string };

export type Reply =
  | { ready: true; model: string; backend: string }
  /** What has been added to the summary. */
  | { id: number | string; delta: string }
  | { id: number | string; done: true; summary: string }
  | { id: number | string; error: string; cancelled?: true }
  /** Of a line that is no request, or of a model that can't be opened. */
  | { error: string };

const isId = (value: unknown): value is number | string =>
  typeof value === "string" || (typeof value === "number" && Number.isFinite(value));

/** A line as a request, or why it is none. */
export function parseRequest(line: string): Request | { problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: "The line is no valid JSON." };
  }
  if (typeof value !== "object" || value === null) return { problem: "A request must be a JSON object." };
  const { id, text, options = {}, cancel } = value as Record<string, unknown>;
  if (isId(cancel)) return { cancel };
  if (!isId(id)) return { problem: 'A request needs an "id", a number or a text.' };
  if (typeof text !== "string") return { problem: `Request ${id} needs a "text".` };
  if (typeof options !== "object" || options === null || Array.isArray(options))
    return { problem: `The "options" of request ${id} must be an object.` };
  return { id, text, options: options as Record<string, unknown> };
}
