/** Draws one output into an element of the page, in a shadow root so that styles do not leak either way. */
import { Component, type ComponentChildren, render } from "preact";
import type { OutputKind } from "../../src/protocol/outputs.js";
import type { LiveState } from "../renderers/live.js";
import { viewOf } from "../renderers/views.js";
import { styles } from "../styles/index.js";
import { type Actions, ActionsContext } from "./actions.js";
import { useTheme } from "./theme.js";

export interface Mounted {
  draw(state: LiveState): void;
  dispose(): void;
}

let sheet: CSSStyleSheet | undefined;

/** One sheet for all outputs of the page: read once, whatever their number. */
function sharedSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
  }
  return sheet;
}

export function mount(element: HTMLElement, kind: OutputKind, actions: Actions): Mounted {
  const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sharedSheet()];
  const place = document.createElement("div");
  root.replaceChildren(place);
  return {
    draw: (state) => render(<Output kind={kind} state={state} actions={actions} />, place),
    dispose: () => {
      render(null, place);
      root.replaceChildren();
    },
  };
}

function Output(props: { kind: OutputKind; state: LiveState; actions: Actions }) {
  const { theme } = useTheme();
  const { payload, problem } = props.state;
  return (
    <div class="root" data-theme={theme} data-kind={props.kind}>
      <ActionsContext.Provider value={props.actions}>
        <Boundary kind={props.kind}>
          {payload ? viewOf(props.kind, payload) : <Problem text={problem ?? ""} />}
        </Boundary>
      </ActionsContext.Provider>
    </div>
  );
}

export function Problem(props: { text: string }) {
  return (
    <p class="problem" role="alert">
      {props.text}
    </p>
  );
}

/** A view that fails shows a sentence instead of breaking the other outputs of the page. */
class Boundary extends Component<{ kind: string; children: ComponentChildren }, { failed?: string }> {
  static override getDerivedStateFromError(error: unknown) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }

  override render() {
    if (this.state.failed === undefined) return this.props.children;
    return <Problem text={`This ${this.props.kind} output could not be drawn: ${this.state.failed}`} />;
  }
}
