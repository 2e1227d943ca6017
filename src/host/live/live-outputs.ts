/** What the live outputs of a kernel show now: saved payloads plus all deltas since. */
import {
  applyPatch,
  kindOf,
  type NotebookOutput,
  type OutputDelta,
  type OutputKind,
  type OutputPatch,
  type OutputPayload,
} from "../../protocol/index.js";

export interface LiveOutput {
  mime: string;
  kind: OutputKind;
  payload: OutputPayload;
  /** `seq` of the payload that the notebook's own output holds; older than `payload.seq` between saves. */
  savedSeq: number;
  /** Number and text of the saved output in its bundle, which a new save keeps. */
  bundle: Record<string, unknown>;
}

export class LiveOutputs {
  private readonly outputs = new Map<string, LiveOutput>();

  /** Remembers an output that the notebook now holds; returns it when it is one of ours. */
  saved(output: NotebookOutput): LiveOutput | undefined {
    if (!("data" in output)) return undefined;
    for (const [mime, value] of Object.entries(output.data)) {
      const kind = kindOf(mime);
      if (!kind || !isPayload(value)) continue;
      const live = { mime, kind, payload: value, savedSeq: value.seq, bundle: output.data };
      this.outputs.set(value.outputId, live);
      return live;
    }
    return undefined;
  }

  /** Applies a delta; an unknown output or one that is already in the payload changes nothing. */
  apply(delta: OutputDelta): boolean {
    const live = this.outputs.get(delta.outputId);
    if (!live || delta.seq <= live.payload.seq) return false;
    this.patch(live, delta.patch, delta.seq);
    return true;
  }

  /** Ends what a dead kernel left unfinished, with the reason where the payload has a place for one. */
  end(outputIds: Iterable<string>, message: string): void {
    for (const id of outputIds) {
      const live = this.outputs.get(id);
      if (!live || live.payload.final) continue;
      const set = live.kind === "training" ? { state: "failed", message } : {};
      this.patch(live, { set }, live.payload.seq + 1);
      live.payload.final = true;
    }
  }

  get(outputId: string): LiveOutput | undefined {
    return this.outputs.get(outputId);
  }

  /** A payload newer than `seq`, for a renderer that asks; undefined when it has the newest, or nobody knows. */
  newerThan(outputId: string, seq: number): OutputPayload | undefined {
    const payload = this.outputs.get(outputId)?.payload;
    return payload && payload.seq > seq ? payload : undefined;
  }

  /** Newest step of a training that has not ended, for the sentence about a kernel's death. */
  runningStep(): { step: number; maxSteps: number } | undefined {
    for (const { kind, payload } of this.outputs.values()) {
      if (kind !== "training" || payload.final) continue;
      const { step, maxSteps } = payload.data as OutputPayload<"training">["data"];
      return { step, maxSteps };
    }
    return undefined;
  }

  /** The run in the run store of a training that has not ended. */
  runningRun(): string | undefined {
    for (const { kind, payload } of this.outputs.values())
      if (kind === "training" && !payload.final && payload.runId !== undefined) return payload.runId;
    return undefined;
  }

  private patch(live: LiveOutput, patch: OutputPatch, seq: number): void {
    live.payload = { ...live.payload, seq, data: applyPatch(live.payload.data, patch) };
  }
}

function isPayload(value: unknown): value is OutputPayload {
  const payload = value as Partial<OutputPayload> | null;
  return (
    typeof payload?.outputId === "string" &&
    typeof payload.seq === "number" &&
    typeof payload.data === "object"
  );
}
