/** A page about one run, or about several side by side, drawn by the notebook's own renderers. */
import { mimeOf } from "../../src/protocol/outputs.js";
import {
  type HostToRunPage,
  type RunPageAction,
  type RunPageContent,
  type RunPageSection,
  type RunPageToHost,
  runPageActions,
} from "../../src/protocol/run-page.js";
import { element } from "../panel/dom.js";
import { LiveOutput } from "../renderers/live.js";
import type { Actions } from "../shared/actions.js";
import { type Mounted, mount } from "../shared/mount.js";
import styles from "./run-page.css";

/** What VS Code gives a webview's script, once. */
declare function acquireVsCodeApi(): {
  postMessage(message: RunPageToHost): void;
  /** Survives that the window is reloaded. */
  setState(state: { folders: string[] }): void;
};

type OutputSection = RunPageSection & { type: "output" };

interface Shown {
  live: LiveOutput;
  view: Mounted;
  place: HTMLElement;
}

const host = acquireVsCodeApi();
const actions: Actions = {
  save: (name, text, encoding) =>
    host.postMessage({ type: "save", name, text, ...(encoding ? { encoding } : {}) }),
};
const head = element("header", {});
const outputs = element("div", { class: "outputs" });
const tables = element("div", { class: "tables" });
/** Outputs stay in their places, so that a log that grows redraws a chart and moves nothing. */
const shown = new Map<string, Shown>();
let folders = "";

function show(content: RunPageContent): void {
  const next = content.folders.join("\n");
  if (next !== folders) {
    for (const key of [...shown.keys()]) forget(key);
    folders = next;
    host.setState({ folders: content.folders });
  }
  document.title = content.title;
  showHead(content);
  const sections = content.sections.filter((section): section is OutputSection => section.type === "output");
  for (const key of [...shown.keys()]) if (!sections.some((section) => section.key === key)) forget(key);
  for (const section of sections) showOutput(section);
  showTables(content.sections);
}

function forget(key: string): void {
  const gone = shown.get(key);
  gone?.view.dispose();
  gone?.place.remove();
  shown.delete(key);
}

function showHead({ title, facts, actions: offered }: RunPageContent): void {
  const texts = element("ul", { class: "facts" }, ...facts.map((fact) => element("li", {}, fact)));
  const key = JSON.stringify([title, offered]);
  if (head.dataset.key === key) {
    head.querySelector(".facts")?.replaceWith(texts);
    return;
  }
  head.dataset.key = key;
  const buttons = offered.map(actionButton);
  head.replaceChildren(
    element("h1", {}, title),
    texts,
    ...(buttons.length > 0 ? [element("div", { class: "buttons" }, ...buttons)] : []),
  );
}

function actionButton(action: RunPageAction): HTMLElement {
  const button = element("button", { type: "button" }, runPageActions[action]);
  button.addEventListener("click", () => host.postMessage({ type: "action", action }));
  return button;
}

function showOutput({ key, kind, payload }: OutputSection): void {
  const old = shown.get(key);
  if (old) {
    if (old.live.replace(payload)) old.view.draw(old.live.state);
    return;
  }
  const place = element("section", { "data-mime": mimeOf(kind) });
  outputs.append(place);
  const entry: Shown = { live: new LiveOutput(kind, payload), view: mount(place, kind, actions), place };
  shown.set(key, entry);
  entry.view.draw(entry.live.state);
}

function showTables(sections: RunPageSection[]): void {
  const closed = new Set(
    [...tables.querySelectorAll<HTMLDetailsElement>("details")]
      .filter((details) => !details.open)
      .map((details) => details.dataset.key),
  );
  const made = sections.flatMap((section) => {
    if (section.type !== "table") return [];
    const rows = section.rows.map(([name, value]) =>
      element("tr", {}, element("th", { scope: "row" }, name), element("td", {}, value)),
    );
    return element(
      "details",
      { "data-key": section.key, ...(closed.has(section.key) ? {} : { open: "" }) },
      element("summary", {}, section.title),
      element("table", {}, element("tbody", {}, ...rows)),
    );
  });
  // Replaced only when something changed, so that a selection in them survives.
  const next = element("div", { class: "tables" }, ...made);
  if (next.innerHTML !== tables.innerHTML) tables.replaceChildren(...made);
}

document.head.append(element("style", {}, styles));
(document.getElementById("root") ?? document.body).append(head, outputs, tables);
window.addEventListener("message", ({ data }: MessageEvent<HostToRunPage>) => {
  if (data?.type === "content") show(data.content);
});
host.postMessage({ type: "ready" });
