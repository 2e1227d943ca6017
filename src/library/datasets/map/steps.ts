/** Work in steps, some of which may be promises: it gets back what they give. */
export type Steps<T> = Generator<unknown, T, unknown>;

/** Does all steps; from the first that is a promise on, the result is a promise, too. */
export function runSteps<T>(steps: Steps<T>): T | Promise<T> {
  let step = steps.next();
  while (!step.done) {
    if (step.value instanceof Promise) return finishLater(steps, step.value);
    step = steps.next(step.value);
  }
  return step.value;
}

async function finishLater<T>(steps: Steps<T>, first: Promise<unknown>): Promise<T> {
  for (let pending: unknown = first; ; ) {
    const step = await settle(pending, steps);
    if (step.done) return step.value;
    pending = step.value;
  }
}

async function settle<T>(pending: unknown, steps: Steps<T>): Promise<IteratorResult<unknown, T>> {
  let value: unknown;
  try {
    value = await pending;
  } catch (error) {
    return steps.throw(error);
  }
  return steps.next(value);
}
