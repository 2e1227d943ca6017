/** A token that is matched in a text as a whole, before the model sees the rest. */
export interface AddedToken {
  content: string;
  /** Left out of decoded text with `skipSpecialTokens`. */
  special: boolean;
  /** The white space before it belongs to it. */
  lstrip?: boolean;
  /** The white space after it belongs to it. */
  rstrip?: boolean;
  /** Not matched inside a longer word. */
  singleWord?: boolean;
}

/** An added token with its id. */
export type PlacedToken = AddedToken & { id: number };

/** A stretch of a text: an added token, or plain text between two. */
export interface TextPart {
  /** Index of its first UTF-16 unit. */
  start: number;
  /** One past the last. */
  end: number;
  token?: PlacedToken;
}

/** Added tokens by text and id, and the cutting of a text at them. */
export class AddedTokens {
  private readonly byContent = new Map<string, PlacedToken>();
  private readonly byId = new Map<number, PlacedToken>();
  private pattern: RegExp | undefined;

  constructor(tokens: Iterable<PlacedToken> = []) {
    for (const token of tokens) this.add(token);
  }

  /** Adds a token; one with the same text is replaced. */
  add(token: PlacedToken): void {
    this.byContent.set(token.content, token);
    this.byId.set(token.id, token);
    this.pattern = undefined;
  }

  /** One past the highest id. */
  get end(): number {
    return Math.max(-1, ...this.byId.keys()) + 1;
  }

  get(content: string): PlacedToken | undefined {
    return this.byContent.get(content);
  }

  at(id: number): PlacedToken | undefined {
    return this.byId.get(id);
  }

  /** All tokens in the order of their ids. */
  list(): PlacedToken[] {
    return [...this.byContent.values()].sort((a, b) => a.id - b.id);
  }

  /** The stretches of plain text and the added tokens in their order; none is empty. */
  split(text: string): TextPart[] {
    const parts: TextPart[] = [];
    let at = 0;
    this.pattern ??= patternOf(this.byContent.keys());
    for (const match of text.matchAll(this.pattern)) {
      const token = this.byContent.get(match[0])!;
      const { start, end } = extent(text, match.index, token, at);
      if (start < at || (token.singleWord && isInsideWord(text, start, end))) continue;
      if (start > at) parts.push({ start: at, end: start });
      parts.push({ start, end, token });
      at = end;
    }
    if (at < text.length) parts.push({ start: at, end: text.length });
    return parts;
  }
}

/** White space of Unicode, as Rust and Python know it; JavaScript's `\s` lacks U+0085 and has U+FEFF. */
const space = /\p{White_Space}/u;

/** The token of a stretch of text that may have the white space that belongs to it. */
export function withoutSpace(text: string): string {
  return text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "");
}

/** Where a match begins and ends with the white space that belongs to it; not before `least`. */
function extent(text: string, index: number, token: AddedToken, least: number) {
  let start = index;
  let end = index + token.content.length;
  if (token.lstrip) while (start > least && space.test(text[start - 1]!)) start--;
  if (token.rstrip) while (end < text.length && space.test(text[end]!)) end++;
  return { start, end };
}

function isInsideWord(text: string, start: number, end: number): boolean {
  return /[\p{L}\p{N}_]$/u.test(text.slice(0, start)) || /^[\p{L}\p{N}_]/u.test(text.slice(end));
}

/** The longest first, so that <extra_id_1> can't win over <extra_id_10>. */
function patternOf(contents: Iterable<string>): RegExp {
  const longestFirst = [...contents].sort((a, b) => b.length - a.length);
  const escaped = longestFirst.map((content) => content.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(escaped.length > 0 ? escaped.join("|") : "(?!)", "g");
}
