/** The page about runs in a browser, with a stand-in for VS Code's side of the messages, and a run to show in it. */
import type { HostToRunPage, RunPageContent } from "../../../src/protocol/index.js";
import { makeRun } from "../../unit/host/runs/store.js";
import { type Harness, pages } from "./harness.js";
import { type ThemeName, themes } from "./themes.js";

/** The policy of the real page. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; script-src 'nonce-test'";

export async function openRunPage(harness: Harness, theme: ThemeName): Promise<void> {
  const { kind, variables } = themes[theme];
  const style = Object.entries(variables).map(([name, value]) => `--vscode-${name}: ${value};`);
  pages.set(
    "/run.html",
    `<!doctype html><html lang="en" style="${style.join(" ").replaceAll('"', "&quot;")}"><head><meta charset="utf-8"><title>Run</title><meta http-equiv="Content-Security-Policy" content="${policy}"></head><body class="${kind}" data-vscode-theme-kind="${kind}"><main id="root"></main>
<script nonce="test">window.posted = []; window.acquireVsCodeApi = () => ({ postMessage: (message) => posted.push(message), setState: (state) => { window.kept = state; } });</script>
<script type="module" nonce="test" src="/run-page.js"></script></body></html>`,
  );
  await harness.page.goto(`${harness.url}/run.html`);
  await harness.page.waitForFunction(() => (window as unknown as { posted: unknown[] }).posted.length > 0);
}

export async function sendContent(harness: Harness, content: RunPageContent): Promise<void> {
  await harness.page.evaluate((message) => window.postMessage(message, "*"), {
    type: "content",
    content,
  } satisfies HostToRunPage);
}

/** A run that was interrupted, with an evaluation and its summaries. */
export function interruptedRun(root: string): void {
  const run = makeRun(root, "flan-lora <b>bold</b>", {
    state: "interrupted",
    message: "Interrupted by the user.",
    maxSteps: 400,
    source: { file: "/home/me/train.summnb" },
    model: {
      name: "google/flan-t5-base",
      isLocal: false,
      type: "t5",
      parameters: { total: 249_347_328, trainable: 1_769_472 },
    },
  });
  for (let step = 5; step <= 200; step += 5)
    run.logMetrics({
      step,
      epoch: step / 100,
      loss: 1 + 3 * Math.exp(-step / 60),
      gradNorm: 1,
      learningRate: 1e-3,
    });
  run.logMetrics({
    step: 200,
    epoch: 2,
    loss: null,
    evalLoss: 1.4,
    metrics: { rouge1: 0.41 },
    intervals: { rouge1: [0.38, 0.44] },
  });
  for (const index of [0, 1])
    run.logSummary({
      step: 200,
      index,
      prediction: `Anna meets Bob at ${index}.`,
      reference: "Anna will meet Bob.",
    });
}
