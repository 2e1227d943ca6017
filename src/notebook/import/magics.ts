/** IPython's own lines, which are no Python: `%pip install`, `!nvidia-smi`, `%%time`, `model?`. */
export interface Magic {
  /** Offsets in the cell. */
  from: number;
  to: number;
  /** The line, on one line. */
  text: string;
  /** Why it may go; undefined for one that a person has to look at. */
  reason?: string;
}

export interface PlainCell {
  /** The cell with its magics as comments, at the same offsets. */
  python: string;
  magics: Magic[];
  /** The magic that makes the whole cell something else, such as `%%bash`. */
  other?: string;
}

/** Words after which a line may go, with the reason. */
const harmless: readonly [start: string, reason: string][] = [
  ["%pip", "summnb needs no Python packages"],
  ["%conda", "summnb needs no Python packages"],
  ["!pip", "summnb needs no Python packages"],
  ["!python -m pip", "summnb needs no Python packages"],
  ["!conda", "summnb needs no Python packages"],
  ["!apt", "summnb needs no system packages"],
  ["!nvidia-smi", "the status bar shows the device and its memory"],
  ["!huggingface-cli login", "set HF_TOKEN, or log in with `hf auth login`"],
  ["%matplotlib", "charts draw themselves"],
  ["%config", "it is about IPython"],
  ["%load_ext", "it is about IPython"],
  ["%reload_ext", "it is about IPython"],
  ["%autoreload", "it is about IPython"],
  ["%tensorboard", "training shows its own curve"],
];

/** Magics of a whole cell under which the rest is Python. */
const transparent = new Set(["%%time", "%%capture", "%%timeit"]);

export function plainCell(source: string): PlainCell {
  const letters = [...source];
  // Offsets are those of UTF-16, so letters outside of it are cut in two again.
  const units = letters.length === source.length ? letters : source.split("");
  const first = source.trimStart();
  const magics: Magic[] = [];
  if (first.startsWith("%%")) {
    const word = first.split(/\s/, 1)[0]!;
    if (!transparent.has(word)) return { python: "", magics, other: word };
  }
  for (const { from, to } of magicLines(source)) {
    const text = source
      .slice(from, to)
      .split(/\\?\n/)
      .map((line) => line.trim())
      .join(" ")
      .trim();
    const reason =
      text.startsWith("%%") || text.endsWith("?")
        ? "it is about IPython"
        : harmless.find(([start]) => text.startsWith(start))?.[1];
    magics.push({ from, to, text, ...(reason === undefined ? {} : { reason }) });
    for (let at = from; at < to; at++)
      if (units[at] !== "\n") units[at] = units[at - 1] === "\n" || at === from ? "#" : "-";
  }
  return { python: units.join(""), magics };
}

/** Lines that begin with a magic's sign or end with a question mark, outside of brackets and texts. */
function magicLines(source: string): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  let depth = 0;
  let quote = "";
  let isStart = true;
  for (let at = 0; at < source.length; at++) {
    const letter = source[at]!;
    if (quote !== "") {
      if (letter === "\\") at++;
      else if (source.startsWith(quote, at)) {
        at += quote.length - 1;
        quote = "";
      } else if (letter === "\n" && quote.length === 1) quote = "";
      continue;
    }
    if (isStart && depth === 0 && (letter === "%" || letter === "!" || endsWithQuestion(source, at))) {
      const end = lineEnd(source, at);
      found.push({ from: at, to: end });
      at = end - 1;
      continue;
    }
    if (letter === "\n") {
      isStart = true;
      continue;
    }
    if (letter !== " " && letter !== "\t") isStart = false;
    if (letter === "#") at = lineEnd(source, at, false) - 1;
    else if (letter === '"' || letter === "'") {
      quote = source.startsWith(letter.repeat(3), at) ? letter.repeat(3) : letter;
      at += quote.length - 1;
    } else if ("([{".includes(letter)) depth++;
    else if (")]}".includes(letter)) depth = Math.max(0, depth - 1);
  }
  return found;
}

/** `model.generate?` on a line of its own. */
function endsWithQuestion(source: string, at: number): boolean {
  if (source[at] === "#" || source[at] === "\n") return false;
  const line = source.slice(at, lineEnd(source, at, false)).trimEnd();
  return line.endsWith("?") && !/['"#]/.test(line);
}

/** Where a line ends; a backslash at its end takes the next one along. */
function lineEnd(source: string, at: number, joins = true): number {
  for (let end = at; ; ) {
    const next = source.indexOf("\n", end);
    if (next < 0) return source.length;
    if (!joins || source[next - 1] !== "\\") return next;
    end = next + 1;
  }
}
