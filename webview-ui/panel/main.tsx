/** The "Train LoRA" panel: a plan, the cells that it makes, and the run that it started. */
import { render } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { HostToPanel, PanelToHost } from "../../src/protocol/panel.js";
import type { TrainPlan } from "../../src/protocol/train-plan.js";
import { App } from "./app.js";
import { PanelContext, type PanelContextValue } from "./context.js";
import { element } from "./dom.js";
import { useQuestions } from "./questions.js";
import { firstState, isDataReady, type KeptState, type PanelState, receive, withPlan } from "./state.js";
import { styles } from "./styles.js";
import { registerControls } from "./toolkit.js";

/** What VS Code gives a webview's script, once. */
declare function acquireVsCodeApi(): {
  postMessage(message: PanelToHost): void;
  getState(): KeptState | undefined;
  setState(state: KeptState): void;
};

const host = acquireVsCodeApi();
const post = (message: PanelToHost) => host.postMessage(message);
/** Before the host has said what to begin with. */
const emptyPlan = {
  preset: "own",
  model: "",
  data: "",
  dataConfig: "",
  lora: {},
  arguments: {},
  generation: {},
} as TrainPlan & {
  model: "";
};

function Panel() {
  const [state, setState] = useState<PanelState>(() => firstState(host.getState(), emptyPlan));
  const newest = useRef(state);
  newest.current = state;
  useEffect(() => {
    const listen = ({ data }: MessageEvent<HostToPanel>) => {
      setState((old) => receive(old, data));
      // A run that begins is what the user wants to see; one that was found again is not.
      if (data?.type === "trusted") post({ type: "ready" });
    };
    window.addEventListener("message", listen);
    post({ type: "ready" });
    return () => window.removeEventListener("message", listen);
  }, []);
  const { plan, tab, open, offers } = state;
  useEffect(() => {
    if (offers) host.setState({ plan, tab, open });
  }, [plan, tab, open, offers]);
  useQuestions(state, setState, post);
  const ready = isDataReady(state);
  useEffect(() => {
    if (offers) post({ type: "plan", plan, dataReady: ready });
  }, [plan, offers !== undefined, ready, offers?.trusted]);

  const value = useMemo<PanelContextValue>(
    () => ({
      state,
      post,
      update: setState,
      setPlan: (changes) => setState((old) => withPlan(old, changes)),
      setArgument: (of, name, value) =>
        setState((old) => {
          const { [name]: _, ...rest } = old.plan[of];
          return withPlan(old, { [of]: value === undefined ? rest : { ...rest, [name]: value } });
        }),
      setInvalid: (name, problem) =>
        setState((old) => {
          if (old.invalid[name] === problem) return old;
          const { [name]: _, ...rest } = old.invalid;
          return { ...old, invalid: problem === undefined ? rest : { ...rest, [name]: problem } };
        }),
    }),
    [state],
  );
  return <PanelContext.Provider value={value}>{offers && <App />}</PanelContext.Provider>;
}

registerControls();
document.head.append(element("style", {}, styles));
render(<Panel />, document.getElementById("root") ?? document.body);
