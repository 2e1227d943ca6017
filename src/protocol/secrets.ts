/**
 * Access tokens of the Hugging Face Hub must never reach a notebook, a log, a run's record or a message. Whatever
 * writes text to one of those places gives it to `redact` first.
 */

/** What stands in place of a token. */
export const hiddenToken = "hf_…";

/**
 * A token by its look: `hf_` and 34 letters and digits, an old organization's one, or the longer ones of OAuth. A
 * name such as hf_results is shorter than any token.
 */
const looks = /(?:hf|api_org)_[A-Za-z0-9]{30,}|hf_(?:oauth|jwt)_[\w.-]{20,}/g;

/** Shorter texts are no tokens, and hiding them would tear holes into what is written. */
const shortest = 8;

/** Tokens in use by this thread, of whatever look. */
const known = new Set<string>();

/** Environment variables in which Hugging Face's programs look for a token. */
export const tokenVariables = ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"] as const;

/** Hides this text wherever it appears from now on. */
export function keepSecret(token: string): void {
  if (token.length >= shortest) known.add(token);
}

/** Hides the tokens of an environment. */
export function keepSecretsOf(environment: Readonly<Record<string, string | undefined>>): void {
  for (const name of tokenVariables) keepSecret(environment[name]?.trim() ?? "");
}

/** The text with every token replaced. */
export function redact(text: string): string {
  let shown = text;
  for (const token of known) shown = shown.replaceAll(token, hiddenToken);
  return shown.replace(looks, hiddenToken);
}

/** A JSON value with every token in its texts and keys replaced; the same object where there is none. */
export function redactValue<T>(value: T): T {
  if (typeof value === "string") return redact(value) as T;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(redactValue);
    return items.some((item, index) => item !== value[index]) ? (items as T) : value;
  }
  const entries = Object.entries(value);
  const shown = entries.map(([key, item]) => [redact(key), redactValue(item)] as const);
  return shown.some(([key, item], index) => key !== entries[index]![0] || item !== entries[index]![1])
    ? (Object.fromEntries(shown) as T)
    : value;
}
