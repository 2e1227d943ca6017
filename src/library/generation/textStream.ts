import type { Tokenizer } from "../tokenizers/index.js";

/** Scripts without spaces between words: every character is as good as a word's end. */
const spaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]$/u;
/** What decoding gives for a character of which bytes are missing. */
const unfinished = /\uFFFD+$/;

/** The part of a text that further ids can't change: whole words and, without spaces, whole characters. */
function settled(text: string): string {
  if (unfinished.test(text)) return settled(text.replace(unfinished, ""));
  if (spaceless.test(text)) return text;
  return text.slice(0, Math.max(text.search(/\s+\S*$/), 0));
}

/**
 * Turns ids that come one by one into pieces of text, as Hugging Face's TextStreamer. A piece ends at a word's end,
 * so a character made of several ids is never cut, and all pieces together are the text of all ids.
 */
export async function* decodeStream(
  ids: AsyncIterable<number> | Iterable<number>,
  tokenizer: Tokenizer,
): AsyncGenerator<string> {
  const all: number[] = [];
  let given = "";
  let text = "";
  for await (const id of ids) {
    all.push(id);
    text = await tokenizer.decode(all, { skipSpecialTokens: true });
    const sure = settled(text);
    if (sure.length > given.length && sure.startsWith(given)) {
      yield sure.slice(given.length);
      given = sure;
    }
  }
  if (text.length > given.length) yield text.slice(given.length);
}
