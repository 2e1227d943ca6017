/** LoRA with its values, or all weights. */
import { type Argument, loraArguments } from "../../../src/protocol/arguments/index.js";
import { Segmented } from "../../shared/controls.js";
import { usePanel } from "../context.js";
import { ArgumentRow } from "./argument_row.js";
import { Section } from "./section.js";

const methods = [
  { value: "lora" as const, label: "LoRA" },
  { value: "full" as const, label: "All weights" },
];

/** Values that nearly everybody looks at. */
const main = ["r", "loraAlpha", "loraDropout", "targetModules"];
const isMain = ({ name }: Argument) => main.includes(name);

export function MethodSection() {
  const { state, setPlan } = usePanel();
  const { plan } = state;
  return (
    <Section title="Method">
      <Segmented
        label="Method"
        choices={methods}
        value={plan.method}
        onChange={(method) => setPlan({ method })}
      />
      {plan.method === "lora" ? (
        <>
          <TargetChoices />
          <div class="arguments">
            {loraArguments.filter(isMain).map((argument) => (
              <ArgumentRow key={argument.name} of="lora" argument={argument} />
            ))}
          </div>
          <details class="group">
            <summary>More of LoRA</summary>
            <div class="arguments">
              {loraArguments
                .filter((argument) => !isMain(argument))
                .map((argument) => (
                  <ArgumentRow key={argument.name} of="lora" argument={argument} />
                ))}
            </div>
          </details>
        </>
      ) : (
        <p class="note">
          Every weight trains: the most memory, and checkpoints as large as the model. Learning rates are ten
          times smaller than LoRA's.
        </p>
      )}
    </Section>
  );
}

/** The layers that the model has, as buttons that add them to targetModules or take them out. */
function TargetChoices() {
  const { state, setArgument } = usePanel();
  const { plan, model } = state;
  const facts = model?.answer.facts;
  const given = plan.lora.targetModules;
  const chosen = Array.isArray(given)
    ? (given as string[])
    : given == null
      ? (facts?.defaultTargets ?? [])
      : [];
  const toggle = (layer: string) => {
    const next = chosen.includes(layer) ? chosen.filter((name) => name !== layer) : [...chosen, layer];
    setArgument("lora", "targetModules", next.length > 0 ? next : undefined);
  };
  return (
    <div class="targets">
      <span id="targets-label">Layers of this model</span>
      <ul class="choices" aria-labelledby="targets-label">
        {(facts?.layers ?? []).map((layer) => (
          <li key={layer}>
            <button
              type="button"
              class="choice mono"
              aria-pressed={chosen.includes(layer)}
              onClick={() => toggle(layer)}
            >
              {layer}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
