/** A part of the form with its heading, and the small parts that all of them use. */
import type { ComponentChildren } from "preact";
import { TextField } from "../toolkit.js";

export function Section(props: { title: string; note?: ComponentChildren; children: ComponentChildren }) {
  return (
    <section class="section" aria-label={props.title}>
      <h2>{props.title}</h2>
      {props.note && <p class="note">{props.note}</p>}
      {props.children}
    </section>
  );
}

/** A control with a line below it, which keeps its place so that nothing jumps. */
export function Field(props: {
  children: ComponentChildren;
  hint?: ComponentChildren;
  problem?: string | undefined;
  wide?: boolean;
}) {
  return (
    <div class={props.wide ? "field wide" : "field"}>
      {props.children}
      <p class={props.problem ? "hint error" : "hint"} role={props.problem ? "alert" : undefined}>
        {props.problem ?? props.hint ?? ""}
      </p>
    </div>
  );
}

/** A text of the plan. */
export function PlanText(props: {
  id: string;
  label: string;
  value: string;
  placeholder?: string;
  hint?: ComponentChildren;
  problem?: string | undefined;
  onInput(text: string): void;
}) {
  const { hint, problem, ...field } = props;
  return (
    <Field hint={hint} problem={problem}>
      <TextField {...field} invalid={problem !== undefined} />
    </Field>
  );
}

/** Names to choose with one click. */
export function Choices(props: {
  label: string;
  choices: readonly { value: string; label: string; detail?: string }[];
  value: string;
  onChoose(value: string): void;
}) {
  if (props.choices.length === 0) return null;
  return (
    <ul class="choices" aria-label={props.label}>
      {props.choices.map(({ value, label, detail }) => (
        <li key={value}>
          <button
            type="button"
            class="choice"
            title={value}
            aria-pressed={value === props.value}
            onClick={() => props.onChoose(value)}
          >
            {label}
            {detail && <span class="choice-detail">{detail}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}
