/**
 * The only file that knows @vscode/webview-ui-toolkit: the panel asks for its controls here, as components. The
 * toolkit was archived in January 2025; `@vscode-elements/elements` has the same controls and can take its place by
 * rewriting this file alone.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeBadge,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextArea,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";
import { type Attributes, type ComponentChildren, h, type VNode } from "preact";

/** An element of the toolkit; its properties are those of the element, which JSX knows nothing of. */
const control = (name: string, properties: object, ...children: ComponentChildren[]): VNode =>
  h(name, properties as Attributes, ...children) as VNode;

/** Makes the controls known to the page; once, before any is created. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeBadge(),
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
    vsCodeTextArea(),
    vsCodeTextField(),
  );
}

interface TextProps {
  id: string;
  /** Above the control; the toolkit takes it from the element's own text. */
  label: string;
  value: string;
  placeholder?: string;
  invalid?: boolean;
  onInput(text: string): void;
}

/** What the control holds when it says that it changed. */
const textOf = (event: Event): string => (event.currentTarget as HTMLInputElement).value;

export function TextField(props: TextProps): VNode {
  const { id, label, value, placeholder, invalid, onInput } = props;
  return control(
    "vscode-text-field",
    {
      id,
      value,
      placeholder,
      "data-invalid": invalid ? "" : undefined,
      onInput: (event: Event) => onInput(textOf(event)),
    },
    label,
  );
}

export function TextArea(props: TextProps & { rows: number }): VNode {
  const { id, label, value, placeholder, rows, onInput } = props;
  return control(
    "vscode-text-area",
    {
      id,
      value,
      placeholder,
      rows,
      resize: "vertical",
      onInput: (event: Event) => onInput(textOf(event)),
    },
    label,
  );
}

export interface DropdownChoice {
  value: string;
  label: string;
}

export function Dropdown(props: {
  id: string;
  label: string;
  choices: readonly DropdownChoice[];
  value: string;
  onChange(value: string): void;
}): VNode {
  const { id, label, choices, value, onChange } = props;
  const onSelect = (event: Event) => {
    const chosen = textOf(event);
    if (chosen !== value) onChange(chosen);
  };
  return control(
    "vscode-dropdown",
    // Other choices need another element: the toolkit keeps the index of its choice, not the value.
    {
      id,
      key: choices.map((choice) => choice.value).join("\n"),
      "aria-label": label,
      value,
      onChange: onSelect,
    },
    choices.map((choice) =>
      control(
        "vscode-option",
        { key: choice.value, value: choice.value, selected: choice.value === value },
        choice.label,
      ),
    ),
  );
}

export function Checkbox(props: {
  id: string;
  label: string;
  checked: boolean;
  onChange(checked: boolean): void;
}): VNode {
  const { id, label, checked, onChange } = props;
  const onToggle = (event: Event) => {
    const { checked: now } = event.currentTarget as HTMLInputElement;
    if (now !== checked) onChange(now);
  };
  return control("vscode-checkbox", { id, checked, onChange: onToggle }, label);
}

export function Button(props: {
  appearance?: "primary" | "secondary";
  disabled?: boolean;
  title?: string;
  onClick(): void;
  children: ComponentChildren;
}): VNode {
  const { appearance = "secondary", disabled = false, title, onClick, children } = props;
  return control("vscode-button", { appearance, disabled, title, onClick }, children);
}

export const Badge = (props: { children: ComponentChildren }): VNode =>
  control("vscode-badge", {}, props.children);

/** Something is being worked out; beside it stands what. */
export const ProgressRing = (): VNode => control("vscode-progress-ring", { "aria-hidden": "true" });
