/** The "Train LoRA" form: asks for model, data and the main arguments, and hands them to the host. */
import type { HostToPanel, PanelToHost, TrainLoraField } from "../../src/protocol/panel.js";
import { element } from "./dom.js";
import { type FieldView, fieldView } from "./field_view.js";
import { type FieldTexts, fields, fieldText, parseFields } from "./fields.js";
import styles from "./panel.css";
import { buttonControl, registerControls } from "./toolkit.js";

/** What VS Code gives a webview's script, once. */
declare function acquireVsCodeApi(): {
  postMessage(message: PanelToHost): void;
  /** Survives that the panel is hidden and shown again. */
  getState(): FieldTexts | undefined;
  setState(texts: FieldTexts): void;
};

const host = acquireVsCodeApi();
registerControls();
const views = new Map<TrainLoraField, FieldView>();

for (const spec of fields) {
  const { key } = spec;
  const view = fieldView(spec, {
    input() {
      view.complain();
      host.setState(currentTexts());
    },
    browse() {
      if (key === "model" || key === "data") host.postMessage({ type: "browse", field: key });
    },
  });
  views.set(key, view);
}

function currentTexts(): FieldTexts {
  return Object.fromEntries([...views].map(([key, view]) => [key, view.text])) as FieldTexts;
}

function create(): void {
  const parsed = parseFields(currentTexts());
  if (parsed.messages === undefined) {
    host.postMessage({ type: "create", values: parsed.values });
    return;
  }
  for (const [key, view] of views) view.complain(parsed.messages[key]);
  const first = fields.find(({ key }) => parsed.messages[key] !== undefined);
  if (first) views.get(first.key)?.focus();
}

const answers: { [Type in HostToPanel["type"]]: (message: HostToPanel & { type: Type }) => void } = {
  init({ defaults, models, datasets }) {
    const kept = host.getState();
    for (const [key, view] of views) view.text = kept?.[key] ?? fieldText(defaults[key]);
    views.get("model")?.offer(models);
    views.get("data")?.offer(datasets);
  },
  browsed({ field, value }) {
    const view = views.get(field);
    if (!view) return;
    view.text = value;
    view.complain();
    host.setState(currentTexts());
  },
  invalid({ field, message }) {
    const view = views.get(field);
    view?.complain(message);
    view?.focus();
  },
};

function page(): HTMLElement {
  const groups = [...new Set(fields.map(({ group }) => group))].map((group) =>
    element(
      "fieldset",
      {},
      element("legend", {}, group),
      ...fields.filter((field) => field.group === group).map(({ key }) => views.get(key)!.element),
    ),
  );
  const form = element(
    "form",
    { "aria-label": "Train LoRA", novalidate: "" },
    element("h1", {}, "Train LoRA"),
    element(
      "p",
      { class: "lead" },
      "Makes a notebook with these values; nothing runs until you run its cells.",
    ),
    ...groups,
    element(
      "div",
      { class: "buttons" },
      buttonControl({ label: "Create notebook", appearance: "primary", onClick: create }),
      buttonControl({
        label: "Cancel",
        appearance: "secondary",
        onClick: () => host.postMessage({ type: "cancel" }),
      }),
    ),
  );
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.target as Element).localName === "vscode-text-field") create();
  });
  return form;
}

document.head.append(element("style", {}, styles));
(document.getElementById("root") ?? document.body).append(page());
window.addEventListener("message", ({ data }: MessageEvent<HostToPanel>) => {
  if (Object.hasOwn(answers, data?.type)) (answers[data.type] as (message: HostToPanel) => void)(data);
});
host.postMessage({ type: "ready" });
