/** A run as its kernel's events tell it, and what of it a panel has to be told. Knows no VS Code and no process. */
import { CellOutputs, joinText } from "../../notebook/index.js";
import {
  type KernelEvent,
  kindOf,
  type NotebookOutput,
  type OutputPayload,
  type RunCell,
  type RunHead,
  type RunMessage,
  type RunOutput,
  type RunPhase,
} from "../../protocol/index.js";

export interface PlannedCell {
  id: string;
  title: string;
}

/** Characters that are kept of one piece of printed text. */
const longestText = 20_000;

type CellEnd = Extract<KernelEvent, { type: "finished" }>["status"];
const endStates: Record<CellEnd, RunCell["state"]> = { ok: "done", error: "failed", interrupted: "stopped" };

export class RunState {
  readonly cells: RunCell[];
  readonly outputs = new Map<string, CellOutputs>();
  private readonly texts = new Map<string, string>();
  private stopping = false;
  private problem: RunHead["problem"];
  private counts = new Map<string, number>();
  alive = true;

  constructor(
    private readonly name: string,
    private readonly notebook: string,
    cells: readonly PlannedCell[],
  ) {
    this.cells = cells.map((cell) => ({ ...cell, state: "waiting" }));
    for (const { id } of cells) this.outputs.set(id, new CellOutputs());
  }

  /** Takes an event in; returns what a panel has to hear of it. */
  apply(event: KernelEvent): RunMessage[] {
    const cell = this.cells.find(({ id }) => id === event.cellId);
    if (!cell) return [];
    this.outputs.get(cell.id)?.apply(event);
    switch (event.type) {
      case "started":
        cell.state = "running";
        this.problem = undefined;
        // What a stop left out comes after it once more.
        for (const later of this.cells.slice(this.cells.indexOf(cell) + 1))
          if (later.state === "stopped") later.state = "waiting";
        this.counts.set(cell.id, event.executionCount);
        return [this.headMessage()];
      case "finished":
        return this.finish(cell, event);
      case "output":
      case "replaceOutput":
        return this.show(cell, event.outputId, event.output);
      case "delta":
        return [{ type: "runDelta", delta: event.delta }];
      default:
        return [];
    }
  }

  /** The user asked for its end. */
  stop(): RunMessage {
    this.stopping = this.phase === "running" || this.phase === "starting";
    return this.headMessage();
  }

  /** Its kernel is gone, or could not be started; `message` says why where that cut the run. */
  end(message?: string): RunMessage {
    this.alive = false;
    if (message !== undefined && !this.ended) {
      const running = this.cells.find(({ state }) => state === "running");
      if (running) running.state = "failed";
      this.problem = { message, ...(running ? { where: running.title } : {}) };
      for (const cell of this.cells) if (cell.state === "waiting") cell.state = "stopped";
    }
    return this.headMessage();
  }

  get ended(): boolean {
    return ["finished", "stopped", "failed"].includes(this.phase);
  }

  get phase(): RunPhase {
    const has = (state: RunCell["state"]) => this.cells.some((cell) => cell.state === state);
    if (this.problem || has("failed")) return "failed";
    if (has("running")) return this.stopping ? "stopping" : "running";
    if (has("stopped")) return "stopped";
    if (!has("waiting")) return "finished";
    return has("done") ? "running" : "starting";
  }

  get head(): RunHead {
    const { name, notebook, phase, cells, problem, alive } = this;
    return {
      name,
      notebook,
      phase,
      cells: cells.map((cell) => ({ ...cell })),
      alive,
      ...(problem ? { problem } : {}),
    };
  }

  /** Everything, for a panel that has just been opened. */
  snapshot(): RunMessage {
    const outputs = this.cells.flatMap(({ id }) =>
      (this.outputs.get(id)?.list() ?? []).flatMap((output, index) =>
        runOutputs(id, `${id}:${index}`, output),
      ),
    );
    return {
      type: "run",
      head: this.head,
      outputs,
      log: [...this.texts].map(([key, text]) => ({ key, text })),
    };
  }

  /** Newest step of a training that has not ended, for the sentence about a kernel's death. */
  runningStep(): { step: number; maxSteps: number } | undefined {
    for (const outputs of this.outputs.values())
      for (const shown of outputs.list().flatMap((output) => runOutputs("", "", output)))
        if (shown.kind === "training" && !shown.payload.final) {
          const { step, maxSteps } = shown.payload.data as OutputPayload<"training">["data"];
          return { step, maxSteps };
        }
    return undefined;
  }

  /** Number of a cell's execution, as a notebook's file keeps it. */
  executionCount(cellId: string): number | null {
    return this.counts.get(cellId) ?? null;
  }

  private headMessage(): RunMessage {
    return { type: "runHead", head: this.head };
  }

  private finish(cell: RunCell, event: Extract<KernelEvent, { type: "finished" }>): RunMessage[] {
    this.stopping = false;
    cell.state = endStates[event.status];
    if (event.status === "error") {
      const line = event.errorAt ? `, line ${event.errorAt.line}` : "";
      this.problem = { message: this.errorOf(cell.id), where: `${cell.title}${line}` };
    }
    if (event.status !== "ok")
      for (const later of this.cells) if (later.state === "waiting") later.state = "stopped";
    return [this.headMessage()];
  }

  private errorOf(cellId: string): string {
    const error = this.outputs
      .get(cellId)
      ?.list()
      .findLast((output) => output.output_type === "error");
    return error?.output_type === "error"
      ? error.evalue || error.ename
      : "The cell failed without a message.";
  }

  private show(cell: RunCell, outputId: string, output: NotebookOutput): RunMessage[] {
    if (output.output_type === "stream") {
      const text = joinText(output.text).slice(-longestText);
      this.texts.set(outputId, text);
      return [{ type: "runText", text: { key: outputId, text } }];
    }
    return runOutputs(cell.id, outputId, output).map((shown) => ({ type: "runOutput", output: shown }));
  }
}

/** The output of ours in a notebook's output, if there is one. */
function runOutputs(cellId: string, key: string, output: NotebookOutput): RunOutput[] {
  if (!("data" in output)) return [];
  return Object.entries(output.data).flatMap(([mime, payload]) => {
    const kind = kindOf(mime);
    return kind
      ? [{ key: (payload as OutputPayload).outputId ?? key, cellId, kind, payload: payload as OutputPayload }]
      : [];
  });
}
