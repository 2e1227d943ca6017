import { porterStem } from "./porterStemmer.js";

const stems = new Map<string, string>();
const mostStems = 100_000;

/** Words longer than three characters only, as in rouge_score. */
function stemmed(word: string): string {
  if (word.length <= 3) return word;
  let stem = stems.get(word);
  if (stem === undefined) {
    stem = porterStem(word);
    if (stems.size >= mostStems) stems.clear();
    stems.set(word, stem);
  }
  return stem;
}

/** The tokens of rouge_score: runs of a-z and 0-9 in the lower-case text; all else separates. */
export function rougeTokens(text: string, useStemmer: boolean): string[] {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return useStemmer ? words.map(stemmed).filter((word) => word !== "") : [...words];
}

/** Numbers for tokens, so that scores compare integers. One a pair of texts. */
export class TokenNumbers {
  private readonly numbers = new Map<string, number>();

  constructor(private readonly useStemmer: boolean) {}

  of(text: string): Int32Array {
    return Int32Array.from(rougeTokens(text, this.useStemmer), (token) => {
      const number = this.numbers.get(token) ?? this.numbers.size;
      this.numbers.set(token, number);
      return number;
    });
  }
}
