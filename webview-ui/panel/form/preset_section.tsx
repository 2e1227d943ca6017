/** From what a plan begins: the user's own values, or one of the notebooks that people come from. */
import type { PlanPreset } from "../../../src/protocol/train-plan.js";
import { usePanel } from "../context.js";
import { presetPlan } from "../preset.js";
import { Section } from "./section.js";

export function PresetSection() {
  const { state, update } = usePanel();
  const { offers, plan } = state;
  if (!offers) return null;
  const choose = (preset: PlanPreset) =>
    update((old) => ({
      ...old,
      plan: presetPlan(preset, offers),
      invalid: {},
      check: undefined,
      data: undefined,
      model: undefined,
    }));
  return (
    <Section
      title="Begin with"
      note="Five of these are the notebooks that people come from: their model, data and arguments, exactly."
    >
      <div class="presets">
        {offers.presets.map((preset) => (
          <button
            type="button"
            class="preset"
            key={preset.id}
            aria-pressed={preset.id === plan.preset}
            onClick={() => choose(preset)}
          >
            <b>{preset.title}</b>
            <span>{preset.description}</span>
            <small>{preset.cost}</small>
          </button>
        ))}
      </div>
    </Section>
  );
}
