/** The plan that the form begins with. */
import type { PanelChoice } from "../../protocol/panel.js";
import type { TrainPlan } from "../../protocol/train-plan.js";
import { basicPlan, planOf, presets } from "./presets.js";

/** The user's own model and data where there are some. */
export function startPlan(models: readonly PanelChoice[], datasets: readonly PanelChoice[]): TrainPlan {
  return { ...planOf(presets[0]!), model: models[0]?.value ?? "", data: datasets[0]?.value ?? "" };
}

/** A plan of which only some values are given, as a test or another extension may; undefined for anything else. */
export function givenPlan(argument: unknown): TrainPlan | undefined {
  const { model, data } = (argument ?? {}) as Partial<TrainPlan>;
  if (typeof model !== "string" || typeof data !== "string") return undefined;
  return { ...basicPlan, ...(argument as Partial<TrainPlan>) };
}
