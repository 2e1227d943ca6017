/** Controls made of real buttons, so that the keyboard and screen readers work without more. */
import type { Page } from "./page.js";

export interface Choice<T extends string> {
  value: T;
  label: string;
}

/** A row of buttons of which one is pressed. */
export function Segmented<T extends string>(props: {
  label: string;
  /** Whether the label is shown; screen readers always have it. */
  showLabel?: boolean;
  choices: Choice<T>[];
  value: T;
  onChange: (value: T) => void;
}) {
  return (
    <fieldset class="segmented">
      <legend class={props.showLabel ? "" : "unseen"}>{props.label}</legend>
      <div class="segments">
        {props.choices.map(({ value, label }) => (
          <button
            type="button"
            key={value}
            aria-pressed={value === props.value}
            onClick={() => props.onChange(value)}
          >
            {label}
          </button>
        ))}
      </div>
    </fieldset>
  );
}

/** One button that is pressed or not. */
export function Toggle(props: {
  label: string;
  title: string;
  on: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <button
      type="button"
      class="tool"
      title={props.title}
      aria-pressed={props.on}
      onClick={() => props.onChange(!props.on)}
    >
      {props.label}
    </button>
  );
}

/** "6–10 of 42" with buttons to the pages around it; nothing when all items fit on one page. */
export function Pager(props: { page: Page; count: number; noun: string; onPage: (page: number) => void }) {
  const { page, pages, start, end } = props.page;
  if (pages === 1) return null;
  const button = (label: string, text: string, target: number) => (
    <button
      type="button"
      class="tool"
      aria-label={label}
      title={label}
      disabled={target < 0 || target >= pages || target === page}
      onClick={() => props.onPage(target)}
    >
      {text}
    </button>
  );
  return (
    <nav class="pager" aria-label={`Pages of ${props.noun}`}>
      {button("First page", "«", 0)}
      {button("Previous page", "‹", page - 1)}
      <span class="pager-range" aria-live="polite">
        {start + 1}–{end} <span class="muted">of {props.count.toLocaleString("en-US")}</span>
      </span>
      {button("Next page", "›", page + 1)}
      {button("Last page", "»", pages - 1)}
    </nav>
  );
}
