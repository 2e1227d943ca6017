/** Questions of which only the newest counts: while one is answered, the newest of the others waits. */

interface Waiting<Q> {
  question: Q;
  number: number;
}

export interface NewestOptions<Q, A> {
  /** Milliseconds without a new question before one is asked. */
  settle: number;
  /** An answer that nobody waits for any more is given up after so many milliseconds. */
  patience: number;
  ask(question: Q): Promise<A>;
  /** Gives up the question that is being answered; its promise rejects. */
  cancel(): void;
  onAnswer(answer: A, question: Q): void;
  onError(error: Error, question: Q): void;
}

export class Newest<Q, A> {
  private waiting: Waiting<Q> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private patience: NodeJS.Timeout | undefined;
  private newest = 0;
  private busy = false;

  constructor(private readonly options: NewestOptions<Q, A>) {}

  ask(question: Q): void {
    this.waiting = { question, number: ++this.newest };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.next(), this.options.settle);
    if (this.busy) this.patience ??= setTimeout(() => this.options.cancel(), this.options.patience);
  }

  dispose(): void {
    this.waiting = undefined;
    this.newest++;
    clearTimeout(this.timer);
    clearTimeout(this.patience);
  }

  private next(): void {
    const { waiting } = this;
    if (this.busy || !waiting) return;
    this.waiting = undefined;
    this.busy = true;
    void this.answer(waiting);
  }

  private async answer({ question, number }: Waiting<Q>): Promise<void> {
    try {
      const answer = await this.options.ask(question);
      if (number === this.newest) this.options.onAnswer(answer, question);
    } catch (error) {
      if (number === this.newest) this.options.onError(error as Error, question);
    } finally {
      this.busy = false;
      clearTimeout(this.patience);
      this.patience = undefined;
      this.next();
    }
  }
}
