/** Consonants, vowels and Porter's measure of a stem, as NLTK counts them. */

const vowels = new Set("aeiou");

/** Y is a consonant at the start and after a vowel; digits count as consonants. */
export function isConsonant(word: string, index: number): boolean {
  const letter = word[index]!;
  if (vowels.has(letter)) return false;
  return letter !== "y" || index === 0 || !isConsonant(word, index - 1);
}

/** m in [C](VC)^m[V]: how often a vowel is followed by a consonant. */
export function measure(stem: string): number {
  let count = 0;
  let afterVowel = false;
  for (let index = 0; index < stem.length; index++) {
    const vowel = isVowel(stem, index, afterVowel);
    if (afterVowel && !vowel) count++;
    afterVowel = vowel;
  }
  return count;
}

/** As `!isConsonant`, for a walk from the left that knows what the letter before is. */
function isVowel(word: string, index: number, afterVowel: boolean): boolean {
  const letter = word[index]!;
  return vowels.has(letter) || (letter === "y" && index > 0 && !afterVowel);
}

export function containsVowel(stem: string): boolean {
  for (let index = 0; index < stem.length; index++) if (!isConsonant(stem, index)) return true;
  return false;
}

export function endsWithDoubleConsonant(word: string): boolean {
  const last = word.length - 1;
  return last >= 1 && word[last] === word[last - 1] && isConsonant(word, last);
}

/** Ends consonant, vowel, consonant other than w, x, y; in NLTK also a word that is vowel, consonant. */
export function endsWithCvc(word: string): boolean {
  const last = word.length - 1;
  if (last === 1) return !isConsonant(word, 0) && isConsonant(word, 1);
  return (
    last >= 2 &&
    isConsonant(word, last - 2) &&
    !isConsonant(word, last - 1) &&
    isConsonant(word, last) &&
    !"wxy".includes(word[last]!)
  );
}
