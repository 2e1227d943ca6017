/** Bytes that begin with a character and end with one, and what follows as the beginning of the next. */
export function wholeCharacters(bytes: Uint8Array): { whole: Uint8Array; rest: Uint8Array } {
  const cut = bytes.length - unfinished(bytes);
  return { whole: bytes.subarray(0, cut), rest: bytes.subarray(cut) };
}

/** How many bytes at the end are the beginning of a character that goes on. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return characterLength(byte) > back ? back : 0;
  }
  return 0;
}

/** Bytes of the character that begins with this one. */
const characterLength = (first: number): number => (first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2);

/** Where the first character begins that is none; the length where all are. */
export function firstInvalid(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length + 1;
  // All beginnings up to the wrong byte can be read, and none that holds it: halve the distance.
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (canBeText(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return wholeCharacters(bytes.subarray(0, good)).whole.length;
}

function canBeText(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
