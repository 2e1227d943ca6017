/** Which model is trained: a folder, what the Hub's cache has, or an id. */
import { formatCompact } from "../../shared/format.js";
import { usePanel } from "../context.js";
import { Button, Dropdown } from "../toolkit.js";
import { Choices, PlanText, Section } from "./section.js";

const dtypes = [
  { value: "", label: "as in the file" },
  { value: "float32", label: "float32" },
  { value: "bfloat16", label: "bfloat16" },
];

export function ModelSection() {
  const { state, setPlan, post } = usePanel();
  const { plan, offers, model, asking } = state;
  const answer = model?.name === plan.model.trim() ? model.answer : undefined;
  const hint = asking.model
    ? "Looking at it…"
    : answer?.facts
      ? `${answer.facts.type}, ${formatCompact(answer.facts.parameters)} parameters${answer.facts.maxPositions ? `, sources of up to ${answer.facts.maxPositions} tokens` : ""}`
      : "A folder, or the id of a T5, FLAN-T5, BART or Pegasus on the Hub";
  const problem =
    plan.model.trim() === ""
      ? "Choose a model's folder, or write a Hub id."
      : asking.model
        ? undefined
        : answer?.problem;
  return (
    <Section title="Model">
      <div class="row">
        <div class="grow">
          <PlanText
            id="model"
            label="Model"
            value={plan.model}
            placeholder="google/flan-t5-base"
            hint={hint}
            problem={problem}
            onInput={(text) => setPlan({ model: text })}
          />
        </div>
        <Button onClick={() => post({ type: "browse", field: "model" })}>Browse…</Button>
        <div class="labelled">
          <span aria-hidden="true">Weights</span>
          <Dropdown
            id="dtype"
            label="Weights"
            choices={dtypes}
            value={plan.dtype}
            onChange={(dtype) => setPlan({ dtype: dtype as typeof plan.dtype })}
          />
        </div>
      </div>
      <Choices
        label="Models that are here"
        choices={offers?.models ?? []}
        value={plan.model}
        onChoose={(value) => setPlan({ model: value })}
      />
    </Section>
  );
}
