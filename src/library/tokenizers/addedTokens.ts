import type { AddedToken } from "./config.js";

/** Added tokens by text and id, and the cutting of a text at them. */
export class AddedTokens {
  private readonly byContent = new Map<string, AddedToken & { id: number }>();
  private readonly byId = new Map<number, AddedToken & { id: number }>();
  private readonly pattern: RegExp;

  constructor(tokens: readonly (AddedToken & { id: number })[]) {
    for (const token of tokens) {
      this.byContent.set(token.content, token);
      this.byId.set(token.id, token);
    }
    // The longest first, so that <extra_id_1> can't win over <extra_id_10>.
    const contents = [...this.byContent.keys()].sort((a, b) => b.length - a.length);
    this.pattern = new RegExp(`(${contents.map(escapeForRegExp).join("|")})`);
  }

  get size(): number {
    return this.byId.size;
  }

  /** One past the highest id. */
  get end(): number {
    return Math.max(-1, ...this.byId.keys()) + 1;
  }

  get(content: string): (AddedToken & { id: number }) | undefined {
    return this.byContent.get(content);
  }

  at(id: number): (AddedToken & { id: number }) | undefined {
    return this.byId.get(id);
  }

  /** Pieces of plain text and added tokens in their order; plain text is at even positions. */
  split(text: string): string[] {
    return text.split(this.pattern);
  }
}

function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
