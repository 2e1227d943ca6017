import type { Parameter } from "../nn/index.js";

const counters = new WeakMap<Parameter, Updates[]>();

/** Counts what an optimizer does to its parameters: torch's own count of changes leaves fused updates out. */
export class Updates {
  count = 0;

  constructor(parameters: Iterable<Parameter>) {
    for (const parameter of parameters) counters.set(parameter, [...(counters.get(parameter) ?? []), this]);
  }
}

/** How often optimizers have updated a parameter. */
export function updatesOf(parameter: Parameter): number {
  return (counters.get(parameter) ?? []).reduce((sum, { count }) => sum + count, 0);
}
