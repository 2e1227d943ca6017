/** What is summarized before and after the training, and how. */
import { type PlanGeneration, planProblems } from "../../../src/protocol/train-plan.js";
import { usePanel } from "../context.js";
import { Checkbox } from "../toolkit.js";
import { PlanText, Section } from "./section.js";

const numbers: { name: keyof PlanGeneration; label: string; hint: string }[] = [
  { name: "maxNewTokens", label: "maxNewTokens", hint: "most tokens of a summary" },
  { name: "maxLength", label: "maxLength", hint: "the same, start token counted" },
  { name: "minLength", label: "minLength", hint: "least tokens" },
  { name: "numBeams", label: "numBeams", hint: "1 is greedy" },
  { name: "lengthPenalty", label: "lengthPenalty", hint: "above 1, beams prefer longer ones" },
  { name: "noRepeatNgramSize", label: "noRepeatNgramSize", hint: "words that may not repeat" },
];

export function CompareSection() {
  const { state, setPlan, setInvalid } = usePanel();
  const { plan, invalid } = state;
  const { generation } = plan;
  const setNumber = (name: keyof PlanGeneration, text: string) => {
    const value = text.trim() === "" ? undefined : Number(text);
    const problem = value !== undefined && !(value >= 0) ? `${name} must be a number from 0.` : undefined;
    setInvalid(name, problem);
    if (problem === undefined) setPlan({ generation: without({ ...generation, [name]: value }) });
  };
  const setFlag = (name: keyof PlanGeneration, on: boolean) =>
    setPlan({ generation: without({ ...generation, [name]: on || undefined }) });
  return (
    <Section
      title="Before and after"
      note="The same rows are summarized before and after the training, compared side by side, and scored by ROUGE with intervals."
    >
      <div class="grid">
        <PlanText
          id="compareRows"
          label="Rows"
          value={String(plan.compareRows)}
          hint="0 leaves the comparison out"
          problem={planProblems(plan).compareRows}
          onInput={(text) => setPlan({ compareRows: text.trim() === "" ? 0 : Number(text) })}
        />
        {numbers.map(({ name, label, hint }) => (
          <PlanText
            key={name}
            id={name}
            label={label}
            value={generation[name] === undefined ? "" : String(generation[name])}
            hint={hint}
            problem={invalid[name]}
            onInput={(text) => setNumber(name, text)}
          />
        ))}
      </div>
      <div class="row">
        <Checkbox
          id="earlyStopping"
          label="earlyStopping"
          checked={generation.earlyStopping === true}
          onChange={(on) => setFlag("earlyStopping", on)}
        />
        <Checkbox
          id="doSample"
          label="doSample"
          checked={generation.doSample === true}
          onChange={(on) => setFlag("doSample", on)}
        />
      </div>
    </Section>
  );
}

const without = (values: PlanGeneration): PlanGeneration =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
