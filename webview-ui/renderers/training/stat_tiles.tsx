/** The latest figures of a run, two of them with their course. */
import type { ComponentChildren } from "preact";
import type { TrainingData } from "../../../src/protocol/outputs.js";
import { Sparkline } from "../../charts/sparkline.js";
import { formatBytes, formatCount, formatFigure, formatRate } from "../../shared/format.js";
import { type LogFigures, latest } from "./figures.js";

export function StatTiles({ data, figures }: { data: TrainingData; figures: LogFigures }) {
  const { losses, evalLosses: evaluations, learningRates: rates, gradNorms: norms } = figures;
  const best = evaluations.reduce<number | null>(
    (low, value) => (value === null ? low : Math.min(low ?? value, value)),
    null,
  );
  const tokens = data.tokensPerSecond;
  return (
    <dl class="tiles">
      <Tile label="Training loss" swatch="train" value={formatFigure(latest(losses))} />
      <Tile
        label="Validation loss"
        swatch="validation"
        value={formatFigure(latest(evaluations))}
        note={best === null ? undefined : `best ${formatFigure(best)}`}
      />
      <Tile label="Learning rate" value={formatRate(latest(rates))}>
        <Sparkline values={rates} color="var(--muted)" />
      </Tile>
      <Tile label="Gradient norm" value={formatFigure(latest(norms))}>
        <Sparkline values={norms} color="var(--muted)" />
      </Tile>
      <Tile
        label="Tokens per second"
        value={tokens === null ? "–" : formatCount(tokens)}
        note={tokensNote(data)}
      />
      <Tile
        label="Peak memory"
        value={formatBytes(data.peakMemoryBytes ?? data.estimatedMemoryBytes ?? null)}
        note={memoryNote(data)}
      />
    </dl>
  );
}

function tokensNote({ tokensPerSecond, paddedTokensPerSecond: padded }: TrainingData): string | undefined {
  if (tokensPerSecond === null) return undefined;
  return padded == null ? "without padding" : `${formatCount(padded)} with padding`;
}

function memoryNote(data: TrainingData): string | undefined {
  const { peakMemoryBytes, memoryBytes, estimatedMemoryBytes } = data;
  if (peakMemoryBytes === null) return estimatedMemoryBytes == null ? undefined : "estimated";
  const running = data.state === "running" && memoryBytes != null;
  return running ? `${formatBytes(memoryBytes)} now` : "of tensors";
}

export function Tile(props: {
  label: string;
  value: string;
  swatch?: string;
  note?: string | undefined;
  children?: ComponentChildren;
}) {
  return (
    <div class="tile">
      <dt>
        {props.swatch && <i class={`swatch ${props.swatch}`} />}
        {props.label}
      </dt>
      <dd>
        <span class="tile-value">{props.value}</span>
        {props.note && <span class="tile-note">{props.note}</span>}
        {props.children}
      </dd>
    </div>
  );
}
