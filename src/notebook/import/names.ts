/** Python's snake_case as the camelCase that summnb's API has: `per_device_train_batch_size`. */
export function camelCase(name: string): string {
  const [first, ...others] = name.split("_").filter((part) => part !== "");
  return (first ?? name) + others.map((part) => part[0]!.toUpperCase() + part.slice(1)).join("");
}

/** Words that can't be names in TypeScript, and names that translated code needs for itself. */
const reserved = new Set(
  `arguments await async break case catch class const continue debugger default delete do else enum eval export
  extends false finally for function if implements import in instanceof interface let new null package private
  protected public return static super switch this throw true try typeof undefined var void while with yield
  Array Boolean Date Error Infinity JSON Map Math NaN Number Object Promise Set String console process require
  globalThis`.split(/\s+/),
);

/** A user's name in TypeScript: as it is, unless it means something else there. */
export function safeName(name: string, taken: ReadonlySet<string>): string {
  let safe = name;
  while (reserved.has(safe) || taken.has(safe)) safe += "_";
  return safe;
}

/** Whether a text can stand after a dot. */
export function isIdentifier(text: string): boolean {
  return (
    [...text].every((letter, at) => isLetter(letter) || (at > 0 && letter >= "0" && letter <= "9")) &&
    text !== ""
  );
}

function isLetter(letter: string): boolean {
  return (
    letter === "_" || letter === "$" || (letter >= "a" && letter <= "z") || (letter >= "A" && letter <= "Z")
  );
}
