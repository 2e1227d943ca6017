/** The cells of a run as a line of steps. */
import type { RunCell } from "../../../src/protocol/panel-run.js";

const words: Record<RunCell["state"], string> = {
  waiting: "waits",
  running: "runs",
  done: "done",
  stopped: "left out",
  failed: "failed",
};

export function RunSteps({ cells }: { cells: readonly RunCell[] }) {
  return (
    <ol class="steps" aria-label="Steps of the run">
      {cells.map(({ id, title, state }) => (
        <li key={id} class={state} aria-current={state === "running" ? "step" : undefined}>
          <i aria-hidden="true" />
          {title}
          <span class="unseen">: {words[state]}</span>
        </li>
      ))}
    </ol>
  );
}
