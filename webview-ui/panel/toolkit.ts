/**
 * The only file that knows @vscode/webview-ui-toolkit: the form asks for its controls here. The toolkit
 * was archived in January 2025; `@vscode-elements/elements` has the same controls and can take its
 * place by rewriting this file alone.
 */
import {
  type Button,
  provideVSCodeDesignSystem,
  type TextField,
  vsCodeButton,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";

export interface TextControl {
  element: HTMLElement;
  value: string;
  focus(): void;
  onInput(listener: () => void): void;
}

/** Makes the controls known to the page; once, before any is created. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextField());
}

/** A text field with its label above it; the toolkit takes the label from the element's own text. */
export function textControl(options: { id: string; label: string }): TextControl {
  const element = document.createElement("vscode-text-field") as TextField;
  element.id = options.id;
  element.textContent = options.label;
  return {
    element,
    get value() {
      return element.value;
    },
    set value(text) {
      element.value = text;
    },
    focus: () => element.focus(),
    onInput: (listener) => element.addEventListener("input", listener),
  };
}

export function buttonControl(options: {
  label: string;
  appearance: "primary" | "secondary";
  onClick: () => void;
}): HTMLElement {
  const element = document.createElement("vscode-button") as Button;
  element.setAttribute("appearance", options.appearance);
  element.textContent = options.label;
  element.addEventListener("click", options.onClick);
  return element;
}
