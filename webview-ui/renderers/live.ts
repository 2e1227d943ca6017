/**
 * What a renderer knows of one output: the newest valid payload, changed by deltas while a cell runs.
 * Nothing here throws; an invalid payload or delta becomes a sentence to show.
 */

import * as z from "zod/mini";
import {
  applyPatch,
  type OutputDelta,
  type OutputKind,
  type OutputPatch,
  type OutputPayload,
  outputSchemas,
  parsePayload,
  type TrainingLog,
} from "../../src/protocol/outputs.js";
import { thinLogs } from "../../src/protocol/thin.js";
import { areLogs } from "./training/valid_logs.js";

export type LiveState =
  | { payload: OutputPayload; problem?: undefined }
  | { payload?: undefined; problem: string };

/** What to do after a delta: draw again, ignore an old one, or ask the host for what is missing. */
export type DeltaResult = "applied" | "ignored" | "sync";

export function readPayload(kind: OutputKind, value: unknown): LiveState {
  try {
    const logs = kind === "training" ? checkedLogs(value) : undefined;
    if (!logs) return { payload: parsePayload(kind, value) };
    const { data } = value as OutputPayload;
    const payload = parsePayload(kind, { ...(value as OutputPayload), data: { ...data, logs: [] } });
    return { payload: { ...payload, data: { ...payload.data, logs: short(logs) } } };
  } catch (error) {
    return { problem: `This ${kind} output cannot be drawn: ${explain(error)}.` };
  }
}

/** Our trainer saves thinned logs; one of another program may have as many rows as it made steps. */
const mostRows = 20_000;

/** A log that can be drawn ten times a second. */
function short(logs: TrainingLog[]): TrainingLog[] {
  return logs.length > mostRows ? thinLogs(logs, mostRows / 2) : logs;
}

/** A training's log where it is valid; undefined leaves it to the schema, which says what is wrong. */
function checkedLogs(value: unknown): TrainingLog[] | undefined {
  const logs = (value as { data?: { logs?: unknown } } | null | undefined)?.data?.logs;
  return areLogs(logs) ? logs : undefined;
}

/** The first wrong field of a schema error, else the error's own message. */
function explain(error: unknown): string {
  const { issues } = error as { issues?: { path: PropertyKey[] }[] };
  if (issues?.[0]) return `${issues[0].path.map(String).join(".") || "the payload"} has an invalid value`;
  return error instanceof Error ? error.message.replace(/\.$/, "") : "its payload is not valid";
}

/** True when every key that the patch touches still has its type; the rest was checked before. */
export function isValidPatch(kind: OutputKind, patch: OutputPatch): boolean {
  const partial = z.partial(outputSchemas[kind] as z.ZodMiniObject);
  return partial.safeParse(patch.set ?? {}).success && partial.safeParse(patch.append ?? {}).success;
}

export class LiveOutput {
  state: LiveState;

  constructor(
    readonly kind: OutputKind,
    value: unknown,
  ) {
    this.state = readPayload(kind, value);
  }

  get outputId(): string | undefined {
    return this.state.payload?.outputId;
  }

  get seq(): number {
    return this.state.payload?.seq ?? 0;
  }

  /** A saved payload; one that is older than the deltas already applied is ignored. */
  replace(value: unknown): boolean {
    const next = readPayload(this.kind, value);
    const now = this.state.payload;
    const older = now && next.payload && next.payload.outputId === now.outputId && next.payload.seq < now.seq;
    if (older && !next.payload.final) return false;
    this.state = next;
    return true;
  }

  apply(delta: OutputDelta): DeltaResult {
    const now = this.state.payload;
    if (!now || delta.outputId !== now.outputId || delta.seq <= now.seq) return "ignored";
    if (delta.seq > now.seq + 1 || !isValidPatch(this.kind, delta.patch)) return "sync";
    const data = applyPatch(now.data, delta.patch);
    if ("logs" in data) data.logs = short(data.logs);
    this.state = { payload: { ...now, seq: delta.seq, data } };
    return "applied";
  }
}
