/** Whether something else uses this machine's processors, so that times on the wall say little. */

/** Times on the wall count while no loop of ours takes longer than this many times its processor time. */
const quiet = 1.25;

/** Wall time by processor time of a loop of 100 ms: 1 on a quiet machine. */
export function busyness(): number {
  const start = process.hrtime.bigint();
  const before = process.cpuUsage();
  let work = 0;
  let used = 0;
  while (used < 100_000) {
    for (let index = 0; index < 100_000; index++) work += Math.sqrt(index);
    const { user, system } = process.cpuUsage(before);
    used = user + system;
  }
  const wall = Number(process.hrtime.bigint() - start) / 1000;
  return work > 0 ? wall / used : 1;
}

export const isBusy = (): boolean => busyness() > quiet;

/** The value below which 95% of the values lie. */
export const p95 = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1]!;
