/** A preset as a whole plan. */
import type { PanelInitMessage } from "../../src/protocol/panel.js";
import type { PlanPreset, TrainPlan } from "../../src/protocol/train-plan.js";

/** What a preset leaves out is that of the plan which the form began with, arguments and LoRA's values excepted. */
export function presetPlan({ id, plan }: PlanPreset, { plan: first, presets }: PanelInitMessage): TrainPlan {
  const own = presets.find((preset) => preset.id === "own");
  if (id === own?.id) return first;
  const basic = Object.fromEntries(
    Object.entries(first).map(([name, value]) => [name, name in (own?.plan ?? {}) ? emptyOf(value) : value]),
  ) as unknown as TrainPlan;
  return { ...basic, ...plan, preset: id };
}

const emptyOf = (value: unknown) => (typeof value === "string" ? "" : {});
