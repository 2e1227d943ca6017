/** The run that the panel started: where it is, its figures while it trains, and what came of it. */
import type { RunHead, RunOutput, RunPhase } from "../../../src/protocol/panel-run.js";
import { usePanel } from "../context.js";
import { Button, ProgressRing } from "../toolkit.js";
import { OutputView } from "./output_view.js";
import { RunSteps } from "./run_steps.js";

const phases: Record<RunPhase, string> = {
  starting: "Starting",
  running: "Running",
  stopping: "Stopping: the training writes a checkpoint",
  finished: "Finished",
  stopped: "Stopped",
  failed: "Failed",
};

/** What is looked at first stands first; the rest is what led there. */
const order: readonly RunOutput["kind"][] = ["training", "rouge", "summaries", "diagnostics"];

export function RunView() {
  const { state, update } = usePanel();
  const { run } = state;
  if (!run)
    return (
      <div class="no-run">
        <h2>No run yet</h2>
        <p class="note">
          “Start training” writes the notebook and works through it in a kernel of its own. The run goes on
          when this panel or the window is closed, and is here when you come back.
        </p>
        <Button onClick={() => update((old) => ({ ...old, tab: "plan" }))}>Back to the plan</Button>
      </div>
    );
  const isActive = ["starting", "running", "stopping"].includes(run.head.phase);
  const main = order.flatMap((kind) => newest(run.outputs, kind));
  const shown = new Set(main.map(({ key }) => key));
  const progress = isActive
    ? run.outputs.filter(({ kind, payload }) => kind === "progress" && !payload.final)
    : [];
  const rest = run.outputs.filter(({ key, kind }) => !shown.has(key) && kind !== "progress");
  return (
    <div class="run">
      <Head head={run.head} isActive={isActive} />
      <RunSteps cells={run.head.cells} />
      {run.head.problem && <Problem head={run.head} />}
      {[...progress, ...main].map((output) => (
        <OutputView key={output.key} output={output} />
      ))}
      {main.length === 0 && isActive && (
        <p class="run-waiting">
          <ProgressRing /> {currentStep(run.head)}
        </p>
      )}
      <Log texts={run.texts} />
      {rest.length > 0 && (
        <details class="group">
          <summary>Data and parameters</summary>
          {rest.map((output) => (
            <OutputView key={output.key} output={output} />
          ))}
        </details>
      )}
    </div>
  );
}

/** Of figures the newest counts; of what the doctor found, all. */
function newest(outputs: readonly RunOutput[], kind: RunOutput["kind"]): RunOutput[] {
  const found = outputs.filter((output) => output.kind === kind);
  return kind === "diagnostics" ? found : found.slice(-1);
}

const currentStep = ({ cells }: RunHead): string => {
  const running = cells.find(({ state }) => state === "running");
  return running ? `${running.title}…` : "The kernel starts…";
};

function Head({ head, isActive }: { head: RunHead; isActive: boolean }) {
  const { post } = usePanel();
  const canResume = head.phase === "stopped" && head.alive;
  return (
    <div class="run-head">
      <div>
        <h2>{head.name}</h2>
        <p class="run-facts">
          <i class={`dot ${head.phase}`} />
          <span aria-live="polite">{phases[head.phase]}</span>
          <span class="mono">{head.notebook}</span>
        </p>
      </div>
      <div class="run-buttons">
        {isActive ? (
          <Button
            appearance="primary"
            disabled={head.phase === "stopping"}
            title="Ends the training after its step; it writes a checkpoint first."
            onClick={() => post({ type: "stop" })}
          >
            Stop
          </Button>
        ) : (
          <>
            {canResume && (
              <Button
                appearance="primary"
                title="From the newest checkpoint."
                onClick={() => post({ type: "resume" })}
              >
                Go on
              </Button>
            )}
            {head.alive && (
              <Button title="Frees the memory of the model." onClick={() => post({ type: "endKernel" })}>
                End kernel
              </Button>
            )}
            <Button title="The notebook and its results stay." onClick={() => post({ type: "forgetRun" })}>
              Close run
            </Button>
          </>
        )}
        <Button onClick={() => post({ type: "openNotebook" })}>Open notebook</Button>
        <Button onClick={() => post({ type: "openRuns" })}>Show in Runs</Button>
      </div>
    </div>
  );
}

function Problem({ head: { problem } }: { head: RunHead }) {
  const { post } = usePanel();
  return (
    <div class="notice error" role="alert">
      <p>
        {problem?.where && <b>{problem.where}: </b>}
        {problem?.message}
      </p>
      <p class="notice-links">
        <button type="button" class="link" onClick={() => post({ type: "openNotebook" })}>
          Open the notebook
        </button>
        <button type="button" class="link" onClick={() => post({ type: "showLog" })}>
          Show the log
        </button>
      </p>
    </div>
  );
}

/** The last lines that the cells have printed. */
function Log({ texts }: { texts: ReadonlyMap<string, string> }) {
  const lines = [...texts.values()].join("\n").split("\n").filter(Boolean).slice(-200);
  if (lines.length === 0) return null;
  return (
    <details class="group">
      <summary>Log</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by the keyboard too */}
      <pre class="log" tabIndex={0}>
        {lines.join("\n")}
      </pre>
    </details>
  );
}
