/** What a training will hold, part by part, against what the device has. */
import type { MemoryFacts } from "../../../src/protocol/advisor.js";
import { formatBytes } from "../../shared/format.js";

const parts = [
  { key: "weights", label: "weights" },
  { key: "activations", label: "activations" },
  { key: "gradients", label: "gradients" },
  { key: "optimizer", label: "optimizer" },
] as const;

/** Above this part of the memory the estimate, which is right within a quarter, is no promise. */
const tight = 0.9;

export function MemoryBar({ memory }: { memory: MemoryFacts | null }) {
  const sum = memory ? parts.reduce((total, { key }) => total + memory[key], 0) : 0;
  // Parts come and go: what is there at the worst moment is a little less than their sum.
  const scale = memory && sum > 0 ? memory.peak / sum : 0;
  const room = memory ? Math.max(memory.available ?? memory.peak, memory.peak) : 1;
  const level =
    !memory || memory.available === null
      ? ""
      : memory.peak > memory.available
        ? "over"
        : memory.peak > tight * memory.available
          ? "tight"
          : "";
  return (
    <div class={`figure memory ${level}`}>
      <h3>Memory of a step</h3>
      <p>
        <b>{memory ? `about ${formatBytes(memory.peak)}` : "–"}</b>
        {memory && (
          <span>
            {memory.available === null ? "" : `${formatBytes(memory.available)} are free `}on {memory.device}
          </span>
        )}
      </p>
      <div
        class="bar"
        role="img"
        aria-label={
          memory ? `${formatBytes(memory.peak)} of ${formatBytes(memory.available)}` : "No estimate yet"
        }
      >
        {memory &&
          parts.map(({ key }) => (
            <i key={key} class={`part ${key}`} style={{ width: `${(100 * memory[key] * scale) / room}%` }} />
          ))}
      </div>
      <ul class="legend">
        {parts.map(({ key, label }) => (
          <li key={key}>
            <i class={`swatch ${key}`} />
            {label} <span class="legend-value">{memory ? formatBytes(memory[key]) : "–"}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
