/** What the model reads besides the document, and how long texts may be. */
import { isTemplate, planProblems } from "../../../src/protocol/train-plan.js";
import { usePanel } from "../context.js";
import { Dropdown, TextArea } from "../toolkit.js";
import { Field, PlanText, Section } from "./section.js";

const paddings = [
  { value: "longest", label: "longest of a batch" },
  { value: "max_length", label: "longest that may be" },
];

/** Whole numbers only; anything else is a length that can't be. */
const tokens = (text: string): number => (/^\d+$/.test(text.trim()) ? Number(text) : 0);

export function PromptSection() {
  const { state, setPlan } = usePanel();
  const { plan, model } = state;
  const problems = planProblems(plan);
  const usual = model?.answer.facts?.prefix;
  const hint = isTemplate(plan.prompt)
    ? "A template: each document stands in the place of {document}."
    : plan.prompt === ""
      ? `Documents alone.${usual ? ` This model was trained with “${usual}” before them.` : ""}`
      : "A prefix: it stands before each document. Write {document} in it for a whole prompt.";
  return (
    <Section title="Prompt and lengths">
      <Field hint={hint} wide>
        <TextArea
          id="prompt"
          label="Prompt"
          rows={3}
          value={plan.prompt}
          onInput={(prompt) => setPlan({ prompt })}
        />
      </Field>
      <div class="grid">
        <PlanText
          id="maxSourceLength"
          label="Longest document"
          value={plan.maxSourceLength ? String(plan.maxSourceLength) : ""}
          hint="tokens, prompt included"
          problem={problems.maxSourceLength}
          onInput={(text) => setPlan({ maxSourceLength: tokens(text) })}
        />
        <PlanText
          id="maxTargetLength"
          label="Longest summary"
          value={plan.maxTargetLength ? String(plan.maxTargetLength) : ""}
          hint="tokens"
          problem={problems.maxTargetLength}
          onInput={(text) => setPlan({ maxTargetLength: tokens(text) })}
        />
        <div class="labelled">
          <span aria-hidden="true">Padding</span>
          <Dropdown
            id="padding"
            label="Padding"
            choices={paddings}
            value={plan.padding}
            onChange={(padding) => setPlan({ padding: padding as typeof plan.padding })}
          />
        </div>
      </div>
    </Section>
  );
}
