/** Draws the outputs of a stand-alone HTML report with the same views as the notebook. */
import { kindOf, mimeOf, type OutputKind } from "../../src/protocol/index.js";
import { readPayload } from "../renderers/live.js";
import { browserActions } from "../shared/actions.js";
import { mount } from "../shared/mount.js";

/** An element `<div data-summnb-output="rouge">` whose first script holds the payload as JSON. */
function drawOutput(element: HTMLElement): void {
  const kind = kindOf(mimeOf(element.dataset.summnbOutput as OutputKind));
  const json = element.querySelector('script[type="application/json"]')?.textContent;
  if (!kind || json == null) return;
  const state = readPayload(kind, parse(json));
  // What cannot be drawn keeps its static fallback, which says more than an error would.
  if (!state.payload) {
    console.warn(state.problem);
    return;
  }
  const place = document.createElement("div");
  // Colours and widths are only known on the page.
  element.replaceChildren(place);
  mount(place, kind, browserActions).draw(state);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

for (const element of document.querySelectorAll<HTMLElement>("[data-summnb-output]")) drawOutput(element);
