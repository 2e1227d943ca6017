/** Two documents that are equally long and equal in so many ids or characters count as one. */
const most = 512;

/** Two FNV-1a hashes of 32 bits (Fowler, Noll, Vo) side by side, of which 53 bits are kept. */
class Hash {
  #low = 0x811c9dc5;
  #high = 0x9747b28c;

  add(value: number): void {
    this.#low = Math.imul(this.#low ^ value, 0x01000193);
    this.#high = Math.imul(this.#high ^ (value + 0x9e37), 0x01000193);
  }

  get value(): number {
    return (this.#high >>> 11) * 2 ** 32 + (this.#low >>> 0);
  }
}

/** A number for a list; equal for equal lists. */
export function hashNumbers(numbers: readonly number[]): number {
  const hash = new Hash();
  for (const number of numbers) hash.add(number);
  return hash.value;
}

/** A number for a document's token ids, padding left out: `start` to `end`. */
export function hashIds(ids: readonly number[], start = 0, end = ids.length): number {
  const hash = new Hash();
  hash.add(end - start);
  const last = Math.min(end, start + most);
  for (let i = start; i < last; i++) hash.add(ids[i]!);
  return hash.value;
}

/** A number for a text; equal for texts that differ in spaces at their ends alone. */
export function hashText(text: string): number {
  const hash = new Hash();
  const trimmed = text.trim();
  hash.add(trimmed.length);
  for (let i = 0; i < trimmed.length && i < most; i++) hash.add(trimmed.charCodeAt(i));
  return hash.value;
}
