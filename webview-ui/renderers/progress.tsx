/** How far a long piece of work is. */
import { formatCount } from "../shared/format.js";
import type { ViewProps } from "./views.js";

export function ProgressView({ payload }: ViewProps<"progress">) {
  const { label, value, total, unit, detail } = payload.data;
  const share = total === null ? undefined : total > 0 ? Math.max(0, Math.min(1, value / total)) : 1;
  return (
    <section class="frame progress" aria-label={`Progress: ${label}`}>
      <div class="progress-line">
        <span class="progress-label">{label}</span>
        <span class="progress-value">
          {formatCount(value)}
          {total !== null && <span class="muted"> / {formatCount(total)}</span>}
          {unit && <span class="muted"> {unit}</span>}
        </span>
        {detail && <span class="progress-detail muted">{detail}</span>}
        {share !== undefined && <span class="progress-percent">{Math.floor(100 * share)}%</span>}
      </div>
      <ProgressBar label={label} share={share} running={!payload.final} />
    </section>
  );
}

/** A bar from 0 to 1; without a share it moves while the work runs and is empty otherwise. */
export function ProgressBar(props: { label: string; share: number | undefined; running: boolean }) {
  const { label, share, running } = props;
  const unknown = share === undefined;
  return (
    <div
      class={`track ${running ? "running" : ""} ${unknown ? "unknown" : ""}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={unknown ? undefined : Math.floor(100 * share)}
    >
      <div class="track-fill" style={unknown ? undefined : { width: `${100 * share}%` }} />
    </div>
  );
}
