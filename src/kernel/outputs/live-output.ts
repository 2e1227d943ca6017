import {
  applyPatch,
  kindOf,
  type MimeBundle,
  type OutputDelta,
  type OutputPayload,
} from "../../protocol/index.js";
import { patchBetween } from "./patches.js";

export interface LiveSink {
  replace(outputId: string, bundle: MimeBundle): void;
  delta(delta: OutputDelta): void;
}

/** At most ten deltas a second, and the whole payload every five seconds, in milliseconds. */
const deltaTime = 100;
const replaceTime = 5000;
/** A bundle without a payload knows no deltas. */
const plainTime = 200;

interface Payload {
  mime: string;
  value: OutputPayload;
}

/**
 * A displayed output that may change. However often the library updates it, clients get few and numbered
 * changes: `seq` counts what was sent, not what the library counts.
 */
export class LiveOutput {
  private bundle: MimeBundle;
  /** Newest content; undefined for a bundle without one of our payloads. */
  private payload: Payload | undefined;
  /** What clients have. */
  private sentData: object | undefined;
  private sentSeq: number;
  private sentFinal: boolean;
  /** Number of the library's last change that `payload` has. */
  private seq: number;
  private changed = false;
  private lastDelta = 0;
  private lastReplace = performance.now();

  constructor(
    readonly outputId: string,
    bundle: MimeBundle,
    private readonly sink: LiveSink,
  ) {
    this.bundle = bundle;
    this.payload = payloadOf(bundle);
    this.sentData = this.payload?.value.data;
    this.sentSeq = this.seq = this.payload?.value.seq ?? 0;
    this.sentFinal = this.payload?.value.final ?? false;
  }

  /** Takes the whole new content. */
  update(bundle: MimeBundle): void {
    this.bundle = bundle;
    this.payload = payloadOf(bundle);
    this.seq = Math.max(this.seq, this.payload?.value.seq ?? 0);
    this.changed = true;
    this.send(this.payload?.value.final === true);
  }

  /** Takes a small change; one that the content has already is left out. */
  delta({ seq, patch }: OutputDelta): void {
    if (!this.payload || seq <= this.seq) return;
    this.seq = seq;
    const { mime, value } = this.payload;
    this.payload = { mime, value: { ...value, data: applyPatch(value.data, patch) } };
    this.changed = true;
    this.send(false);
  }

  /** Sends what is due; with `all` everything that was held back. Returns milliseconds until more is due. */
  send(all: boolean): number | undefined {
    if (!this.changed) return undefined;
    const now = performance.now();
    if (all || now - this.lastReplace >= (this.payload ? replaceTime : plainTime)) {
      this.replace(now);
      return undefined;
    }
    if (this.payload && now - this.lastDelta >= deltaTime) this.sendDelta(this.payload, now);
    if (!this.payload) return this.lastReplace + plainTime - now;
    const next =
      this.sentData === this.payload.value.data ? this.lastReplace + replaceTime : this.lastDelta + deltaTime;
    return Math.max(1, next - now);
  }

  private sendDelta({ value }: Payload, now: number): void {
    const patch = patchBetween(
      this.sentData as Record<string, unknown>,
      value.data as Record<string, unknown>,
    );
    this.sentData = value.data;
    if (!patch) return;
    this.lastDelta = now;
    this.sink.delta({ outputId: this.outputId, seq: ++this.sentSeq, patch });
  }

  private replace(now: number): void {
    this.changed = false;
    this.lastReplace = this.lastDelta = now;
    if (!this.payload) {
      this.sink.replace(this.outputId, this.bundle);
      return;
    }
    const { mime, value } = this.payload;
    if (this.sentData !== value.data || this.sentFinal !== value.final) this.sentSeq++;
    this.sentData = value.data;
    this.sentFinal = value.final;
    this.sink.replace(this.outputId, { ...this.bundle, [mime]: { ...value, seq: this.sentSeq } });
  }
}

function payloadOf(bundle: MimeBundle): Payload | undefined {
  const mime = Object.keys(bundle).find(kindOf);
  return mime === undefined ? undefined : { mime, value: bundle[mime] as OutputPayload };
}
