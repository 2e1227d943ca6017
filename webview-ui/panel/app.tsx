/** The panel's frame: what it is, its tabs, and the two ways out of a plan. */
import { planProblems } from "../../src/protocol/train-plan.js";
import { CellsView } from "./cells_view.js";
import { usePanel } from "./context.js";
import { PlanView } from "./plan_view.js";
import { RunView } from "./run/run_view.js";
import { type Tab, tabs } from "./state.js";
import { Button } from "./toolkit.js";

const titles: Record<Tab, string> = { plan: "Plan", cells: "Notebook", run: "Run" };

export function App() {
  const { state } = usePanel();
  const { tab, refused, offers } = state;
  return (
    <>
      <header class="top">
        <h1>Train LoRA</h1>
        <Tabs />
        <Ways />
      </header>
      {offers?.trusted === false && (
        <p class="notice" role="note">
          You have not trusted this workspace, so nothing runs: no training, no look at models and data, no
          check of the plan. The notebook can be written. “Workspaces: Manage Workspace Trust” changes that.
        </p>
      )}
      {refused && (
        <p class="notice error" role="alert">
          {refused}
        </p>
      )}
      <div class="tab-body" role="tabpanel" id={`body-${tab}`} aria-labelledby={`tab-${tab}`}>
        {tab === "plan" && <PlanView />}
        {tab === "cells" && <CellsView />}
        {tab === "run" && <RunView />}
      </div>
    </>
  );
}

function Tabs() {
  const { state, update } = usePanel();
  const show = (tab: Tab) => update((old) => ({ ...old, tab }));
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const next = tabs[(tabs.indexOf(state.tab) + step + tabs.length) % tabs.length]!;
    show(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Parts of the panel">
      {tabs.map((tab) => (
        <button
          type="button"
          role="tab"
          key={tab}
          id={`tab-${tab}`}
          aria-selected={tab === state.tab}
          aria-controls={tab === state.tab ? `body-${tab}` : undefined}
          tabIndex={tab === state.tab ? 0 : -1}
          onClick={() => show(tab)}
          onKeyDown={onKeyDown}
        >
          {titles[tab]}
          {tab === "run" && state.run && (
            <i class={`dot ${state.run.head.phase}`} title={state.run.head.phase} />
          )}
        </button>
      ))}
    </div>
  );
}

function Ways() {
  const { state, post, update } = usePanel();
  const { plan, offers, invalid, run } = state;
  const problems = { ...planProblems(plan), ...invalid };
  const count = Object.keys(problems).length;
  const busy = run && ["starting", "running", "stopping"].includes(run.head.phase);
  const start = () => {
    update((old) => ({ ...old, tab: "run" }));
    post({ type: "start", plan });
  };
  const why = count > 0 ? Object.values(problems)[0] : undefined;
  return (
    <div class="ways">
      {count > 0 && (
        <span class="ways-problem">{count === 1 ? "1 value is wrong" : `${count} values are wrong`}</span>
      )}
      <Button disabled={count > 0} title={why} onClick={() => post({ type: "create", plan })}>
        Create notebook
      </Button>
      <Button
        appearance="primary"
        disabled={count > 0 || !offers?.trusted || busy === true}
        title={
          busy ? "A run is going on." : (why ?? "Writes the notebook and runs it in a kernel of its own.")
        }
        onClick={start}
      >
        Start training
      </Button>
    </div>
  );
}
