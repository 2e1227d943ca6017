/** A stored run as a hover shows it: what it is, how it ended, its newest figures. */
import type { StoredRun } from "../../runs/index.js";

const states: Record<StoredRun["record"]["state"], string> = {
  running: "running",
  finished: "finished",
  interrupted: "interrupted",
  failed: "failed",
  died: "died with its kernel",
};

/** Figures of a line in the order of the log table; others follow as they come. */
const order = ["step", "epoch", "loss", "evalLoss", "gradNorm", "learningRate"];

function figure(value: unknown): string | undefined {
  if (typeof value !== "number") return undefined;
  if (Number.isInteger(value)) return value.toLocaleString("en-US");
  return Math.abs(value) < 1e-3 ? value.toExponential(2) : value.toPrecision(4);
}

/** The newest value of every figure: an evaluation writes lines without a loss, and the reverse. */
function newest(lines: Record<string, unknown>[]): [string, string][] {
  const merged = Object.assign({}, ...lines) as Record<string, unknown>;
  const names = [...order, ...Object.keys(merged).filter((name) => !order.includes(name))];
  return names.flatMap((name) => {
    const shown = figure(merged[name]);
    return shown === undefined ? [] : [[name, shown] as [string, string]];
  });
}

/** Names and messages come from files: what Markdown would read as markup is escaped. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+\-!|~]/g, "\\$&").replace(/\s+/g, " ");
}

export function runMarkdown(run: StoredRun): string {
  const { name, id, state, message, device } = run.record;
  const lines = [`**Run ${plain(name)}** ${states[state]}${device ? ` on ${plain(device)}` : ""}`];
  if (message) lines.push(plain(message));
  const figures = newest(run.metrics);
  if (figures.length) {
    const rows = figures.map(([figureName, value]) => `| ${plain(figureName)} | ${value} |`);
    lines.push(["| last saved | |", "| :-- | --: |", ...rows].join("\n"));
  }
  lines.push(`\`${id}\`, from the run store: no kernel is running.`);
  return lines.join("\n\n");
}
