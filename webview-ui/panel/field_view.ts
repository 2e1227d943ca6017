/** One field on the page: its control, hint or error, and what it offers. */
import type { PanelChoice } from "../../src/protocol/panel.js";
import { element } from "./dom.js";
import type { FieldSpec } from "./fields.js";
import { buttonControl, textControl } from "./toolkit.js";

export interface FieldView {
  element: HTMLElement;
  text: string;
  focus(): void;
  /** Shows an error in place of the hint; without a message the hint again. */
  complain(message?: string): void;
  offer(choices: PanelChoice[]): void;
}

export function fieldView(spec: FieldSpec, on: { input(): void; browse(): void }): FieldView {
  const control = textControl({ id: spec.key, label: spec.label });
  const note = element("p", { class: "hint", id: `${spec.key}-note` }, spec.hint);
  const choices = element("div", { class: "choices" });
  const row = element("div", { class: "control" }, control.element);
  if (spec.browse)
    row.append(buttonControl({ label: "Browse…", appearance: "secondary", onClick: on.browse }));
  const root = element("div", { class: spec.wide ? "field wide" : "field" }, row, note, choices);

  const view: FieldView = {
    element: root,
    get text() {
      return control.value;
    },
    set text(value) {
      control.value = value;
    },
    focus: control.focus,
    complain(message) {
      note.textContent = message ?? spec.hint;
      note.className = message ? "hint error" : "hint";
      if (message) note.setAttribute("role", "alert");
      else note.removeAttribute("role");
      control.element.toggleAttribute("data-invalid", message !== undefined);
    },
    offer(list) {
      choices.replaceChildren(
        ...list.map(({ value, label: text }) => {
          const button = element("button", { type: "button", class: "choice", title: value }, text);
          button.addEventListener("click", () => {
            control.value = value;
            on.input();
          });
          return button;
        }),
      );
    },
  };
  control.onInput(on.input);
  return view;
}
