/** The run in the run store that last trained a model of this process. */
const runs = new WeakMap<object, string>();

export function noteRun(model: object, runId: string): void {
  runs.set(model, runId);
}

export function runOf(model: object): string | undefined {
  return runs.get(model);
}
