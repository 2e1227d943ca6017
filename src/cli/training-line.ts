import {
  applyPatch,
  type MimeBundle,
  mimeOf,
  type OutputDelta,
  parsePayload,
  type TrainingData,
} from "../protocol/index.js";

const trainingMime = mimeOf("training");

/** Follows the training outputs of a run or of a library call, to show the latest as one line. */
export class TrainingLine {
  private readonly outputs = new Map<string, TrainingData>();

  /** `show` gets the line of the training that changed, and undefined once it has ended. */
  constructor(private readonly show: (line: string | undefined) => void) {}

  /** A new output, or the whole new content of one; bundles of other kinds are left alone. */
  take(bundle: MimeBundle, outputId: string): void {
    if (!(trainingMime in bundle)) return;
    const { data } = parsePayload("training", bundle[trainingMime]);
    this.outputs.set(outputId, data);
    this.show(data.state === "running" ? trainingLine(data) : undefined);
  }

  delta({ outputId, patch }: OutputDelta): void {
    const old = this.outputs.get(outputId);
    if (!old) return;
    const data = applyPatch(old, patch);
    this.outputs.set(outputId, data);
    this.show(data.state === "running" ? trainingLine(data) : undefined);
  }
}

/** "training flan: step 12 of 100 (12 %), loss 2.3456, 410 tokens/s, 1:05 left". */
export function trainingLine(data: TrainingData): string {
  const loss = data.logs.findLast((log) => log.loss !== null)?.loss;
  const share = data.maxSteps > 0 ? data.step / data.maxSteps : 0;
  const facts = [
    `step ${data.step} of ${data.maxSteps} (${Math.floor(100 * share)} %)`,
    loss == null ? undefined : `loss ${loss.toFixed(4)}`,
    data.tokensPerSecond === null ? undefined : `${Math.round(data.tokensPerSecond)} tokens/s`,
    share > 0 && share < 1 ? `${clock((data.elapsedSeconds * (1 - share)) / share)} left` : undefined,
  ];
  return `training ${data.name}: ${facts.filter(Boolean).join(", ")}`;
}

/** Seconds as m:ss or h:mm:ss. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}
