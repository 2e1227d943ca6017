import type { Comment, Program } from "../python/ast.js";

/** The comments of a cell, each of which is given out once. */
export class CellComments {
  readonly #comments: Comment[];

  constructor(private readonly program: Program) {
    this.#comments = [...program.comments];
  }

  /** Those that end before this offset and were not taken. */
  before(offset: number): Comment[] {
    return this.#take(({ to }) => to <= offset);
  }

  /** Those between two offsets. */
  between(from: number, to: number): Comment[] {
    return this.#take((comment) => comment.from >= from && comment.to <= to);
  }

  /** The one that follows on the line of this offset, with nothing but spaces and commas between. */
  after(offset: number): Comment | undefined {
    const [found] = this.#take((comment) => {
      if (comment.from < offset) return false;
      const between = this.program.source.slice(offset, comment.from);
      return between.length < 200 && [...between].every((letter) => " \t,;)".includes(letter));
    });
    return found;
  }

  /** The place of all that is taken from now on, to be put back when what took them is given up. */
  mark(): () => void {
    const before = [...this.#comments];
    return () => {
      this.#comments.splice(0, this.#comments.length, ...before);
    };
  }

  #take(wanted: (comment: Comment) => boolean): Comment[] {
    const taken = this.#comments.filter(wanted);
    for (const comment of taken) this.#comments.splice(this.#comments.indexOf(comment), 1);
    return taken;
  }
}
