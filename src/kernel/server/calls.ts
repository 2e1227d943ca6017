/** Requests to the other thread that wait for their answers. */
export class Calls {
  private readonly waiting = new Map<number, (value: never) => void>();
  private last = 0;

  /** Sends a request with a new number; settles with its answer. */
  make<T>(send: (call: number) => void): Promise<T> {
    const call = ++this.last;
    return new Promise<T>((resolve) => {
      this.waiting.set(call, resolve as (value: never) => void);
      send(call);
    });
  }

  answer(call: number, value: unknown): void {
    this.waiting.get(call)?.(value as never);
    this.waiting.delete(call);
  }
}
